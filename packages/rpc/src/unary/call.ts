import type { CallOptions, requestCallback, ServiceError } from '@grpc/grpc-js';
import { throwIfAborted, toSlcError } from '@slc/domain';
import { encodeRequest, type ReadResponseOf, type RequestOf } from '../codec.js';
import { type AnyDefinition, asBytes, takeFailedStatus } from '../grpc-js/index.js';
import type { CallHeaders, ClientContext } from '../method.js';
import { fromFailedCall } from '../status.js';

export interface CallLimits {
  /** From now until the answer; the worker gets it as the call's deadline. */
  readonly timeoutMs: number;
  /** Aborts when the caller no longer wants the answer. */
  readonly signal?: AbortSignal | undefined;
  /** Sent beside the message, such as `traceparent`. */
  readonly headers?: CallHeaders | undefined;
}

/**
 * Sends one request and resolves with its answer.
 *
 * @throws SlcError the worker's own, or what the failed call means
 */
export async function unaryCall<D extends AnyDefinition>(
  { client, method, message }: { client: ClientContext; method: D; message: RequestOf<D> },
  limits: CallLimits,
): Promise<ReadResponseOf<D>> {
  throwIfAborted(limits.signal);
  const bytes = encodeRequest(method, message, client.maxMessageBytes);
  const metadata = client.metadata(limits.headers);
  const lease = client.unary.lease();
  let wasReset = false;
  try {
    return method.responseDeserialize(
      await responseTo(limits, (options, callback) =>
        lease.client.makeUnaryRequest(method.path, asBytes, asBytes, bytes, metadata, options, callback),
      ),
    );
  } catch (thrown) {
    const error = toSlcError(thrown);
    // A call that reached no worker has no stream. One that is refused may still be sending.
    wasReset = error.code !== 'model_not_ready';
    throw error;
  } finally {
    lease.release(wasReset);
  }
}

/** Makes a promise of a call with a callback. `cancel` on what `start` returns ends the call. */
function responseTo(
  { timeoutMs, signal }: CallLimits,
  start: (options: CallOptions, callback: requestCallback<Buffer>) => { cancel(): void },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const end = (error: ServiceError | null, response?: Buffer): void => {
      signal?.removeEventListener('abort', cancel);
      if (response !== undefined) resolve(response);
      else reject(fromFailedCall(error, signal));
    };
    const call = start({ deadline: Date.now() + timeoutMs, interceptors: [takeFailedStatus(end)] }, end);
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
