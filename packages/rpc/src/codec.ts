import { SlcError } from '@slc/domain';
import type { AnyDefinition } from './grpc-js/index.js';

// The messages of a method: those that one side writes may leave fields out, those that the other reads have all of them.
export type RequestOf<D extends AnyDefinition> = Parameters<D['requestSerialize']>[0];
export type ReadRequestOf<D extends AnyDefinition> = ReturnType<D['requestDeserialize']>;
export type ResponseOf<D extends AnyDefinition> = Parameters<D['responseSerialize']>[0];
export type ReadResponseOf<D extends AnyDefinition> = ReturnType<D['responseDeserialize']>;

/**
 * What an upload, or the message that carries it, may hold besides the image. With it, an image a little over its limit
 * still gets the answer that names the limit.
 */
export const AROUND_THE_IMAGE_BYTES = 64 * 1_024;

export function messageTooLarge(maxMessageBytes: number): SlcError {
  return new SlcError(
    'image_too_large',
    `message: expected at most ${maxMessageBytes} bytes with the image in it, got more`,
  );
}

/** @throws SlcError `image_too_large`: grpc-js itself would give it the status of an exhausted connection */
export function encodeRequest<D extends AnyDefinition>(
  method: D,
  message: RequestOf<D>,
  maxMessageBytes: number,
): Buffer {
  const bytes = method.requestSerialize(message);
  if (bytes.length > maxMessageBytes) throw messageTooLarge(maxMessageBytes);
  return bytes;
}

/** @throws SlcError `invalid_request` */
export function decodeRequest<D extends AnyDefinition>(method: D, bytes: Buffer): ReadRequestOf<D> {
  try {
    return method.requestDeserialize(bytes);
  } catch (cause) {
    if (cause instanceof SlcError) throw cause;
    const message = `expected a ${method.path.split('/').at(-1)}Request message, got bytes that are none`;
    throw new SlcError('invalid_request', message, { cause });
  }
}
