import { SlcError } from '@slc/domain';
import type { ClassifierClient, ImageWishes } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import type { Response } from 'express';
import { traceOf } from '../http/request-log.js';
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

  return {
    ...createModelDescription(client, logger),
    /**
     * Admission: whether a new image is refused before it is read, because the workers take no more. Without a call in
     * flight the present load is unknown, and the throttle's memory refuses nothing.
     */
    refusesNow: () => calls >= workerCalls || (calls > 0 && throttle.refuses()),
    /**
     * The call is cancelled when the browser goes away before the answer.
     *
     * @throws SlcError the worker's own, or `overloaded` at once when `workerCalls` images are with the workers
     */
    async classify(image: Uint8Array, response: Response, wishes: ImageWishes) {
      // Not `response.closed`: Node does not set it for an answer that waits behind others of its connection.
      if (response.req.socket.destroyed) {
        throw new SlcError('cancelled', 'The browser disconnected before its image was classified.');
      }
      if (calls >= workerCalls) throw overloaded();
      calls++;
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
        const classified = await client.classify(
          { image, ...wishes },
          { timeoutMs: requestTimeoutMs, signal: cancelled.signal, headers },
        );
        throttle.accepted();
        return classified;
      } catch (error) {
        if (error instanceof SlcError && error.code === 'overloaded') throttle.refused();
        else throttle.accepted();
        throw error;
      } finally {
        stopping.removeEventListener('abort', stop);
        calls--;
      }
    },
  };
}

/** Within a second, some of the images in flight are answered. */
const RETRY_AFTER_MS = 1_000;

/** The gateway's own refusal, as for an upload that it does not read. */
export function overloaded(): SlcError {
  const message = 'The service is busy: many images are being classified. Please try again.';
  return new SlcError('overloaded', message, { retryAfterMs: RETRY_AFTER_MS });
}
