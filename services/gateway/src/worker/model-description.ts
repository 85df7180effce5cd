import { type ModelInfo, type ModelRef, modelState, toSlcError } from '@slc/domain';
import type { ClassifierClient } from '@slc/rpc';
import type { Logger } from '@slc/runtime';
import { isSameModel } from './same-model.js';

/** What the worker says about its model. */
export interface ModelDescription {
  /** Asks the worker. */
  modelInfo(): Promise<ModelInfo>;
  /** The worker's last answer, if its model served then; else a state without a model. Does not ask the worker. */
  knownModel(): ModelInfo;
  /**
   * Describes a model that has just answered. The worker is asked only when the model differs from that of the last
   * description; by then it may serve yet another one. Null when the worker does not answer.
   */
  describe(model: ModelRef): Promise<ModelInfo | null>;
}

/** A page must not wait long for details that stand beside its result. */
const MODEL_INFO_TIMEOUT_MS = 1000;

const UNKNOWN_MODEL: ModelInfo = { state: modelState('ready'), model: null, engine: null, manifest: null };

export function createModelDescription(
  client: Pick<ClassifierClient, 'getModelInfo'>,
  logger: Logger,
): ModelDescription {
  let known: ModelInfo | null = null;
  let described: ModelInfo | null = null;
  let lastFault: string | null = null;

  async function modelInfo(): Promise<ModelInfo> {
    try {
      const info = await client.getModelInfo({ timeoutMs: MODEL_INFO_TIMEOUT_MS });
      if (lastFault !== null) logger.info('the worker answers again');
      lastFault = null;
      known = info;
      return info;
    } catch (error) {
      // Probes ask every few seconds: each fault is logged once.
      const { code, cause } = toSlcError(error);
      const fault = `${code} ${cause instanceof Error ? cause.message : ''}`;
      if (fault !== lastFault) logger.warn({ err: error }, 'the worker does not answer');
      lastFault = fault;
      throw error;
    }
  }

  return {
    modelInfo,
    knownModel: () => (known?.state.phase === 'ready' ? known : UNKNOWN_MODEL),
    async describe(model) {
      if (!isSameModel(model, described?.model)) described = await modelInfo().catch(() => null);
      return described;
    },
  };
}
