import type { Classifier, FetchReport, ModelStore, NamedModel, ResolvedModel } from '@slc/classifier';
import { type ModelInfo, type ModelManifest, type ModelState, modelState, SlcError } from '@slc/domain';
import { type ModelPursuit, pursueModel } from './pursue-model.js';
import { type RetirableClassifier, retirable } from './retirable-classifier.js';

export interface ServedModelOptions {
  /** Reads what the configured model's name means; asked again at each reload. */
  name(): Promise<NamedModel>;
  readonly store: ModelStore;
  /** What serves while a model of the Hub cannot; null: nothing does. */
  readonly fallback: (() => Promise<ResolvedModel>) | null;
  /** @param signal gives the opening up */
  open(model: ResolvedModel, signal: AbortSignal): Promise<Classifier>;
  readonly events: ServedModelEvents;
  readonly timing?: Partial<ServedModelTiming>;
}

/** What an operator reads and counts. */
export interface ServedModelEvents {
  stateChanged(): void;
  /** Another model answers from now on. */
  served(classifier: Classifier): void;
  fetchReported(report: FetchReport): void;
  /** The next try comes after `pauseMs`. */
  fetchFailed(error: SlcError, pauseMs: number): void;
  /** The configured model cannot be served until someone acts. */
  modelFailed(error: unknown): void;
  fallbackFailed(error: unknown): void;
}

export interface ServedModelTiming {
  /** A model of the Hub that is in the cache gets this long before the fallback comes in. */
  readonly fallbackAfterMs: number;
  /** Between the first two tries to fetch; the pauses after it are twice as long each. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** How long requests to a model that was replaced may take. */
  readonly retireMs: number;
}

/** The worker's one model, or what stands in for it, from the first moment to the last. */
export interface ServedModel {
  readonly state: ModelState;
  /** Images that wait; 0 while there is no classifier. */
  readonly queueDepth: number;
  /** What the configured name leads to, whether it serves or not; null for a bare file, and until the name was read. */
  readonly expected: { readonly id: string; readonly revision: string } | null;
  info(): ModelInfo;
  /**
   * What serves right now. It may be replaced at any moment: take it for one image, not for longer.
   *
   * @throws SlcError `model_not_ready` with the state's reason, while there is none
   */
  classifier(): Classifier;
  /** To be called once. Resolves when something serves; rejects when nothing will until someone acts. */
  open(): Promise<void>;
  /** Resolves, fetches and opens the model again beside what serves, which goes on when that fails. */
  reload(): void;
  /** From now on the state is `stopping`, and whatever is under way is given up. A classifier goes on answering. */
  stop(): void;
  /** Ends everything. May be called twice. */
  close(): Promise<void>;
}

const TIMING: ServedModelTiming = {
  fallbackAfterMs: 1_000,
  firstPauseMs: 10_000,
  longestPauseMs: 600_000,
  retireMs: 60_000,
};

const STARTING = modelState('starting', 'The model is being read, compiled and tested.');
const STOPPING = modelState('stopping', 'The worker is stopping.');

/** Nothing is begun before `open`. */
export function createServedModel(options: ServedModelOptions): ServedModel {
  const { events } = options;
  const timing = { ...TIMING, ...options.timing };
  const stopping = new AbortController();
  const serving = deferred();
  let current: RetirableClassifier | null = null;
  let manifest: ModelManifest | null = null;
  let expected: ServedModel['expected'] = null;
  /** How the way to the configured model stands; null once it serves. */
  let pursuitState: ModelState | null = STARTING;
  let pursuit: ModelPursuit | undefined;
  let fallingBack: Promise<void> | undefined;
  const retiring = new Set<Promise<void>>();

  function stateNow(): ModelState {
    if (stopping.signal.aborted) return STOPPING;
    if (current === null) return pursuitState ?? STARTING;
    const own = current.classifier.state;
    if (pursuitState === null) return own;
    return {
      ...pursuitState,
      phase: own.phase,
      reason: [own.reason, pursuitState.reason].filter(Boolean).join(' '),
    };
  }

  /** The new one answers from the next call on; the old one finishes what it has. */
  function serve(next: Classifier): void {
    const previous = current;
    current = retirable(next);
    manifest = next.manifest;
    events.served(next);
    serving.resolve();
    if (!previous) return;
    const retired = previous.retire(timing.retireMs).finally(() => retiring.delete(retired));
    retiring.add(retired);
  }

  function pursue(after?: Promise<void>): ModelPursuit {
    const isReload = current !== null;
    return pursueModel({
      ...options,
      after,
      timing,
      events: {
        fetchReported: events.fetchReported,
        fetchFailed: events.fetchFailed,
        named(model) {
          const named = model.kind === 'bare-file' ? null : model.manifest;
          if (current === null) manifest = named;
          expected = named && { id: named.id, revision: named.source.revision };
        },
        stateChanged(next, isNews) {
          pursuitState = next;
          if (isNews) events.stateChanged();
        },
        opened(classifier) {
          pursuitState = null;
          serve(classifier);
          events.stateChanged();
        },
        needsFallback: fallBack,
        failed(error, reason) {
          pursuitState = modelState('failed', isReload ? `${reason} What served before goes on.` : reason);
          events.modelFailed(error);
          if (current === null && fallingBack === undefined) serving.reject(error);
          events.stateChanged();
        },
      },
    });
  }

  /** Once, and only where nothing serves yet. */
  function fallBack(): void {
    if (options.fallback === null || current !== null || stopping.signal.aborted) return;
    fallingBack ??= openFallback(options.fallback);
  }

  async function openFallback(resolve: () => Promise<ResolvedModel>): Promise<void> {
    try {
      const opened = await options.open(await resolve(), stopping.signal);
      if (current !== null || stopping.signal.aborted) return await opened.close();
      serve(opened);
      events.stateChanged();
    } catch (error) {
      fallingBack = undefined;
      if (stopping.signal.aborted) return;
      events.fallbackFailed(error);
      if (current === null && pursuitState?.phase === 'failed') serving.reject(error);
    }
  }

  function stop(): void {
    if (stopping.signal.aborted) return;
    const reason = new SlcError('cancelled', STOPPING.reason);
    stopping.abort(reason);
    pursuit?.giveUp(reason);
    serving.reject(reason);
  }

  return {
    get state() {
      return stateNow();
    },
    get queueDepth() {
      return current?.classifier.queueDepth ?? 0;
    },
    get expected() {
      return expected;
    },
    info: () => ({
      state: stateNow(),
      model: current?.classifier.model ?? null,
      engine: current?.classifier.engine ?? null,
      manifest,
    }),
    classifier() {
      if (current === null) throw new SlcError('model_not_ready', stateNow().reason);
      return current.classifier;
    },
    open() {
      pursuit = pursue();
      return serving.promise;
    },
    reload() {
      if (stopping.signal.aborted) return;
      const before = pursuit;
      before?.giveUp(new SlcError('cancelled', 'The model is being loaded anew.'));
      pursuit = pursue(before?.ended);
    },
    stop,
    async close() {
      stop();
      await pursuit?.ended;
      await fallingBack;
      await current?.classifier.close();
      await Promise.all(retiring);
    },
  };
}

/** A promise that is settled from outside. */
function deferred() {
  let resolve = () => {};
  let reject = (_: unknown) => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // It is no fault that nobody waits.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
