import type { Classifier, ResolvedModel } from '@slc/classifier';
import {
  type ModelInfo,
  type ModelManifest,
  type ModelState,
  modelState,
  SlcError,
  toSlcError,
} from '@slc/domain';

export interface ServedModelOptions {
  resolve(): Promise<ResolvedModel>;
  /** @param signal gives the opening up */
  open(model: ResolvedModel, signal: AbortSignal): Promise<Classifier>;
}

/** The worker's one model and how it stands, from the first moment to the last. */
export interface ServedModel {
  readonly state: ModelState;
  /** Images that wait; 0 while there is no classifier. */
  readonly queueDepth: number;
  info(): ModelInfo;
  /** @throws SlcError `model_not_ready` with the state's reason, while there is no classifier */
  classifier(): Classifier;
  /** To be called once. Rejects when the model cannot be served; the state then says why. */
  open(): Promise<Classifier>;
  /** From now on the state is `stopping`, and an opening under way is given up. A classifier goes on answering. */
  stop(): void;
  /** Ends the opening or the classifier. May be called twice. */
  close(): Promise<void>;
}

const STARTING = modelState('starting', 'The model is being read, compiled and tested.');
const STOPPING = modelState('stopping', 'The worker is stopping.');

/** Nothing is begun before `open`. */
export function createServedModel(options: ServedModelOptions): ServedModel {
  const givingUp = new AbortController();
  let stateNow = (): ModelState => STARTING;
  let manifest: ModelManifest | null = null;
  let classifier: Classifier | null = null;
  let opening: Promise<Classifier> | undefined;

  async function openModel(): Promise<Classifier> {
    try {
      const model = await options.resolve();
      if (model.kind === 'manifest') manifest = model.manifest;
      givingUp.signal.throwIfAborted();
      const opened = await options.open(model, givingUp.signal);
      classifier = opened;
      manifest = opened.manifest;
      givingUp.signal.throwIfAborted();
      stateNow = () => opened.state;
      return opened;
    } catch (error) {
      if (!givingUp.signal.aborted) {
        const { message } = toSlcError(error);
        const failed = modelState('failed', `The model cannot be served: ${message}`);
        stateNow = () => failed;
      }
      throw error;
    }
  }

  function stop(): void {
    stateNow = () => STOPPING;
    givingUp.abort(new SlcError('cancelled', STOPPING.reason));
  }

  return {
    get state() {
      return stateNow();
    },
    get queueDepth() {
      return classifier?.queueDepth ?? 0;
    },
    info: () => ({
      state: stateNow(),
      model: classifier?.model ?? null,
      engine: classifier?.engine ?? null,
      manifest,
    }),
    classifier() {
      if (classifier === null) throw new SlcError('model_not_ready', stateNow().reason);
      return classifier;
    },
    open() {
      opening = openModel();
      return opening;
    },
    stop,
    async close() {
      stop();
      // Whoever called `open` hears of its failure.
      await opening?.catch(() => {});
      await classifier?.close();
    },
  };
}
