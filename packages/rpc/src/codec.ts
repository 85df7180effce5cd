import type { MethodDefinition } from '@grpc/proto-loader';
import { SlcError } from '@slc/domain';
import { messageTooLarge } from './message-limit.js';

/** What a client uses of a method's definition. */
export type Sending<Message, Response> = Pick<
  MethodDefinition<Message, never, unknown, Response>,
  'path' | 'requestSerialize' | 'responseDeserialize'
>;

/** What a server uses of a method's definition. */
export type Receiving<Message> = Pick<
  MethodDefinition<never, unknown, Message>,
  'path' | 'requestDeserialize'
>;

/** @throws SlcError `image_too_large`: grpc-js itself would give it the status of an exhausted connection */
export function encodeRequest<Message>(
  method: Sending<Message, unknown>,
  message: Message,
  maxMessageBytes: number,
): Buffer {
  const bytes = method.requestSerialize(message);
  if (bytes.length > maxMessageBytes) throw messageTooLarge(maxMessageBytes);
  return bytes;
}

/** @throws SlcError `invalid_request` */
export function decodeRequest<Message>(method: Receiving<Message>, bytes: Buffer): Message {
  try {
    return method.requestDeserialize(bytes);
  } catch (cause) {
    const name = method.path.split('/').at(-1);
    throw new SlcError('invalid_request', `expected a ${name}Request message, got bytes that are none`, {
      cause,
    });
  }
}
