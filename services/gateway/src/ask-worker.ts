import { type ClassifiedImage, type ModelInfo, type ModelRef, SlcError } from '@slc/domain';
import type { ClassifierClient } from '@slc/rpc';
import type { Response } from 'express';
import { createOverloadThrottle } from './overload-throttle.js';
import { traceOf } from './request-log.js';
import { isSameModel } from './same-model.js';

/** What the routes ask of the worker, each call with its deadline. */
export interface AskWorker {
  modelInfo(): Promise<ModelInfo>;
  /**
   * What is told of a model that has just answered. The worker is asked only when it is another than the last time;
   * its word may then be of another model still. Null when it gives none.
   */
  describe(model: ModelRef): Promise<ModelInfo | null>;
  /** Whether a new image is refused before it is read: as many are with the worker as may be, or it takes no more. */
  refusesNow(): boolean;
  /**
   * Cancelled when the browser goes away before the answer.
   *
   * @throws SlcError the worker's own; `overloaded` at once when as many images are with it as may be
   */
  classify(image: Uint8Array, response: Response, options: { preview: boolean }): Promise<ClassifiedImage>;
}

/** A page must not wait long for what is only told beside it. */
const MODEL_INFO_TIMEOUT_MS = 1000;

export function createAskWorker(
  worker: ClassifierClient,
  { requestTimeoutMs, workerCalls }: { readonly requestTimeoutMs: number; readonly workerCalls: number },
  /** Aborts with an `SlcError` when nobody's answer can be waited for any longer. */
  giveUp: AbortSignal,
): AskWorker {
  const throttle = createOverloadThrottle();
  let calls = 0;
  let last: ModelInfo | null = null;
  const modelInfo = () => worker.getModelInfo({ timeoutMs: MODEL_INFO_TIMEOUT_MS });
  return {
    // While nothing of ours is with the worker, an overload is over for us, whatever was refused a moment ago.
    refusesNow: () => calls >= workerCalls || (calls > 0 && throttle.refuses()),
    modelInfo,
    async describe(model) {
      if (last === null || !isSameModel(model, last.model)) last = await modelInfo().catch(() => null);
      return last;
    },
    async classify(image, response, { preview }) {
      if (calls >= workerCalls) throw busy();
      calls++;
      const left = new AbortController();
      response.once('close', () => {
        if (!response.writableFinished) left.abort();
      });
      const { headers } = traceOf(response);
      try {
        const classified = await worker.classify(
          { image, preview },
          { timeoutMs: requestTimeoutMs, signal: AbortSignal.any([left.signal, giveUp]), headers },
        );
        throttle.taken();
        return classified;
      } catch (error) {
        if (error instanceof SlcError && error.code === 'overloaded') throttle.refused();
        else throttle.taken();
        throw error;
      } finally {
        calls--;
      }
    },
  };
}

/** Told also before an upload is read. */
export function busy(): SlcError {
  const message = 'The service is busy: many images are being classified. Please try again.';
  return new SlcError('overloaded', message, { retryAfterMs: RETRY_AFTER_MS });
}

/** By then some of them have been answered. */
const RETRY_AFTER_MS = 1_000;
