import {
  type ClassifiedImage,
  type ModelInfo,
  type ModelRef,
  modelState,
  SlcError,
  toSlcError,
} from '@slc/domain';
import type { ClassifierClient } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import type { Response } from 'express';
import { traceOf } from '../http/request-log.js';
import { createOverloadThrottle } from './overload-throttle.js';
import { isSameModel } from './same-model.js';

/** What the routes ask of the worker, each call with its deadline. */
export interface AskWorker {
  modelInfo(): Promise<ModelInfo>;
  /** The worker's last word while its model served, or nothing to say where there was none yet. Asks nobody. */
  knownModel(): ModelInfo;
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
  logger: Logger,
): AskWorker {
  const throttle = createOverloadThrottle();
  let calls = 0;
  let known: ModelInfo | null = null;
  let described: ModelInfo | null = null;
  let trouble: string | null = null;

  /** Probes ask often: what keeps the worker from answering is logged once, and that it answers again. */
  async function modelInfo(): Promise<ModelInfo> {
    try {
      const info = await worker.getModelInfo({ timeoutMs: MODEL_INFO_TIMEOUT_MS });
      if (trouble !== null) logger.info('the worker answers again');
      trouble = null;
      known = info;
      return info;
    } catch (error) {
      const { code, cause } = toSlcError(error);
      const reason = `${code} ${cause instanceof Error ? cause.message : ''}`;
      if (reason !== trouble) logger.warn({ err: error }, 'the worker does not answer');
      trouble = reason;
      throw error;
    }
  }

  return {
    // While nothing of ours is with the worker, an overload is over for us, whatever was refused a moment ago.
    refusesNow: () => calls >= workerCalls || (calls > 0 && throttle.refuses()),
    modelInfo,
    knownModel: () => (known?.state.phase === 'ready' ? known : NOTHING_TO_SAY),
    async describe(model) {
      if (!isSameModel(model, described?.model)) described = await modelInfo().catch(() => null);
      return described;
    },
    async classify(image, response, { preview }) {
      if (calls >= workerCalls) throw busy();
      calls++;
      const left = new AbortController();
      response.once('close', () => {
        if (!response.writableFinished) left.abort();
      });
      // Not AbortSignal.any: a signal that lives as long as the process remembers each one made of it.
      const leave = (): void => left.abort(giveUp.reason);
      giveUp.addEventListener('abort', leave, { once: true });
      if (giveUp.aborted) leave();
      const { headers } = traceOf(response);
      try {
        const classified = await worker.classify(
          { image, preview },
          { timeoutMs: requestTimeoutMs, signal: left.signal, headers },
        );
        throttle.taken();
        return classified;
      } catch (error) {
        if (error instanceof SlcError && error.code === 'overloaded') throttle.refused();
        else throttle.taken();
        throw error;
      } finally {
        giveUp.removeEventListener('abort', leave);
        calls--;
      }
    },
  };
}

const NOTHING_TO_SAY: ModelInfo = { state: modelState('ready'), model: null, engine: null, manifest: null };

/** Told also before an upload is read. */
export function busy(): SlcError {
  const message = 'The service is busy: many images are being classified. Please try again.';
  return new SlcError('overloaded', message, { retryAfterMs: RETRY_AFTER_MS });
}

/** By then some of them have been answered. */
const RETRY_AFTER_MS = 1_000;
