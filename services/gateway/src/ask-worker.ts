import type { ClassifiedImage, ModelInfo } from '@slc/domain';
import type { ClassifierClient } from '@slc/rpc';
import type { Response } from 'express';
import { traceOf } from './request-log.js';

/** What the routes ask of the worker, each call with its deadline. */
export interface AskWorker {
  modelInfo(): Promise<ModelInfo>;
  /** Cancelled when the browser goes away before the answer. */
  classify(image: Uint8Array, response: Response, options: { preview: boolean }): Promise<ClassifiedImage>;
}

/** A page must not wait long for what is only told beside it. */
const MODEL_INFO_TIMEOUT_MS = 1000;

export function createAskWorker(
  worker: ClassifierClient,
  { requestTimeoutMs }: { readonly requestTimeoutMs: number },
): AskWorker {
  return {
    modelInfo: () => worker.getModelInfo({ timeoutMs: MODEL_INFO_TIMEOUT_MS }),
    async classify(image, response, { preview }) {
      const left = new AbortController();
      response.once('close', () => {
        if (!response.writableFinished) left.abort();
      });
      const { headers } = traceOf(response);
      return await worker.classify(
        { image, preview },
        { timeoutMs: requestTimeoutMs, signal: left.signal, headers },
      );
    },
  };
}
