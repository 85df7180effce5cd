import { SlcError } from '@slc/domain';

/** What is used of a method's definition. */
export interface Method<Request> {
  /** Such as `/classifier.v1.Classifier/Classify`. */
  readonly path: string;
  readonly requestDeserialize: (bytes: Buffer) => Request;
}

/** What may be told of a call that failed, or of one image of a stream. */
export interface FailedCall {
  /** Length of the request message; 0 where none was read. */
  readonly requestBytes: number;
  readonly durationMs: number;
  /** What the caller sent beside the message. */
  header(name: string): string | undefined;
}

/** Told of each error before it is answered. `path` is the method's. */
export type OnError = (error: SlcError, path: string, call: FailedCall) => void;

/**
 * The method as the server registers it: its requests arrive as bytes, so that one that is no valid message gets a
 * reason, which grpc-js by itself does not give.
 */
export function undecoded<M extends Method<unknown>>(method: M) {
  return { ...method, requestDeserialize: (bytes: Buffer) => bytes };
}

/** @throws SlcError `invalid_request` */
export function decode<Request>(method: Method<Request>, bytes: Buffer): Request {
  try {
    return method.requestDeserialize(bytes);
  } catch (cause) {
    const name = method.path.split('/').at(-1);
    throw new SlcError('invalid_request', `expected a ${name}Request message, got bytes that are none`, {
      cause,
    });
  }
}
