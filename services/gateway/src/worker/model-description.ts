import { type ModelInfo, type ModelRef, modelState, toSlcError } from '@slc/domain';
import type { ClassifierClient } from '@slc/rpc';
import type { Logger } from '@slc/runtime';

/** A page must not wait long for details that stand beside its result. */
const MODEL_INFO_TIMEOUT_MS = 1000;

const UNKNOWN_MODEL: ModelInfo = { state: modelState('ready'), model: null, engine: null, manifest: null };

/** What the worker says about its model. */
export function createModelDescription(client: ClassifierClient, logger: Logger) {
  let known: ModelInfo | null = null;
  let described: ModelInfo | null = null;
  let lastFault: string | null = null;

  /** Asks the worker. */
  async function modelInfo(): Promise<ModelInfo> {
    try {
      known = await client.getModelInfo({ timeoutMs: MODEL_INFO_TIMEOUT_MS });
      if (lastFault !== null) logger.info('the worker answers again');
      lastFault = null;
      return known;
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
    /** The worker's last answer, if its model served then; else a state without a model. Does not ask the worker. */
    knownModel: () => (known?.state.phase === 'ready' ? known : UNKNOWN_MODEL),
    /**
     * Describes a model that has just answered. The worker is asked only when the model differs from that of the last
     * description; by then it may serve yet another one. Null when the worker does not answer.
     */
    async describe(model: ModelRef): Promise<ModelInfo | null> {
      if (!isSameModel(model, described?.model)) described = await modelInfo().catch(() => null);
      return described;
    },
  };
}

/** Whether both are the same weights of the same release at the same precision. `standIn` is a matter of use, not of identity. */
export function isSameModel(one: ModelRef, other: ModelRef | null | undefined): boolean {
  const isSameRelease = one.id === other?.id && one.revision === other.revision;
  return isSameRelease && one.sha256 === other.sha256 && one.precision === other.precision;
}
