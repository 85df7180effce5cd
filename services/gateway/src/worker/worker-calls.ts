import { SlcError } from '@slc/domain';
import type { CallLimits, ClassifierClient, ImageWishes, InferRequest } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import type { Response } from 'express';
import { traceOf } from '../http/request-log.js';
import { inferenceDescriptions } from './inference-descriptions.js';
import { createModelDescription } from './model-description.js';
import { createOverloadThrottle } from './overload-throttle.js';

export interface WorkerCallsOptions {
  readonly client: ClassifierClient;
  /** How long an answer may take, from the last byte of the upload. */
  readonly requestTimeoutMs: number;
  /** The most images that may be with the workers at the same time. */
  readonly workerCalls: number;
  /** Aborts, with an `SlcError` as its reason, when the gateway stops waiting for answers. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}

export type WorkerCalls = ReturnType<typeof createWorkerCalls>;

/** What the routes ask the worker, each call with its deadline. */
export function createWorkerCalls(options: WorkerCallsOptions) {
  const { client, requestTimeoutMs, workerCalls, stopping, logger } = options;
  const throttle = createOverloadThrottle();
  let calls = 0;

  /**
   * The call is cancelled when its client goes away before the answer.
   *
   * @param images how many the call has. A call of more than `workerCalls` has the workers to itself
   * @throws SlcError the worker's own, or `overloaded` at once when `workerCalls` images are with the workers
   */
  async function call<T>(
    response: Response,
    images: number,
    ask: (limits: CallLimits) => Promise<T>,
  ): Promise<T> {
    // Not `response.closed`: Node does not set it for an answer that waits behind others of its connection.
    if (response.req.socket.destroyed) {
      throw new SlcError('cancelled', 'The client disconnected before its image was classified.');
    }
    if (calls > 0 && calls + images > workerCalls) throw overloaded();
    calls += images;
    const cancelled = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) cancelled.abort();
    });
    // Not AbortSignal.any: a signal that lives as long as the process remembers each signal that was made from it.
    const stop = (): void => cancelled.abort(stopping.reason);
    stopping.addEventListener('abort', stop, { once: true });
    if (stopping.aborted) stop();
    const { headers } = traceOf(response);
    try {
      const answer = await ask({ timeoutMs: requestTimeoutMs, signal: cancelled.signal, headers });
      throttle.accepted();
      return answer;
    } catch (error) {
      if (error instanceof SlcError && error.code === 'overloaded') throttle.refused();
      else throttle.accepted();
      throw error;
    } finally {
      stopping.removeEventListener('abort', stop);
      calls -= images;
    }
  }

  return {
    ...createModelDescription(client, logger),
    /**
     * Admission: whether a new image is refused before it is read, because the workers take no more. Without a call in
     * flight the present load is unknown, and the throttle's memory refuses nothing.
     */
    refusesNow: () => calls >= workerCalls || (calls > 0 && throttle.refuses()),
    /** See `call`: one image. */
    classify: (image: Uint8Array, response: Response, wishes: ImageWishes) =>
      call(response, 1, (limits) => client.classify({ image, ...wishes }, limits)),
    /** As `classify`, for all the images of a request. */
    infer: (request: InferRequest, response: Response) =>
      call(response, imagesOf(request), (limits) => client.modelInfer(request, limits)),
    inference: inferenceDescriptions(client),
  };
}

/** How many images a request has. Its shape alone proves nothing: the worker compares it with the elements. */
function imagesOf({ inputs: [input] }: InferRequest): number {
  if (input === undefined || input.datatype === 'other') return 1;
  const most = input.data.length;
  return input.datatype === 'BYTES' ? most : Math.min(input.shape[0] ?? 1, most);
}

/** Within a second, some of the images in flight are answered. */
const RETRY_AFTER_MS = 1_000;

/** The gateway's own refusal, as for an upload that it does not read. */
export function overloaded(): SlcError {
  const message = 'The service is busy: many images are being classified. Please try again.';
  return new SlcError('overloaded', message, { retryAfterMs: RETRY_AFTER_MS });
}
