import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Classifier,
  FetchReport,
  HubModel,
  ModelStore,
  NamedModel,
  ResolvedModel,
} from '@slc/classifier';
import { type ModelState, modelState, toSlcError } from '@slc/domain';

type FetchProgress = Extract<FetchReport, { kind: 'progress' }>;
type FetchPause = Pick<Extract<FetchReport, { kind: 'retrying' }>, 'error' | 'pauseMs'>;

/** A step of loading a model, and the state after it. The last step is `opened` or `failed`. */
export type LoadEvent = { readonly state: ModelState } & (
  | { readonly kind: 'named'; readonly model: NamedModel }
  /** The weights are not on this machine; their download begins. `fetched`: it has ended, and they are verified. */
  | { readonly kind: 'fetching' | 'fetched' }
  | FetchProgress
  /** A request of the download failed, or all of it (`fetch-failed`). It is tried again after the pause. */
  | ({ readonly kind: 'retrying' | 'fetch-failed' } & FetchPause)
  /** The reader of this event closes the classifier. */
  | { readonly kind: 'opened'; readonly classifier: Classifier }
  /** `model` is null when the name could not be read. */
  | { readonly kind: 'failed'; readonly model: NamedModel | null; readonly error: unknown }
);

export interface LoadOptions {
  /** Reads what the model's name means. */
  name(): Promise<NamedModel>;
  readonly store: ModelStore;
  open(model: ResolvedModel, signal: AbortSignal): Promise<Classifier>;
  /** Between the first two downloads; each later pause is twice as long, up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** Names, fetches and opens a model, however long the network takes. Ends soon after an abort. */
export async function* loadModel(
  options: LoadOptions,
  signal: AbortSignal,
): AsyncGenerator<LoadEvent, void, undefined> {
  let model: NamedModel | null = null;
  try {
    model = await options.name();
    yield { kind: 'named', model, state: opening(model) };
    const resolved = model.kind === 'hub' ? yield* obtain(model, options, signal) : model;
    const classifier = await options.open(resolved, signal);
    yield { kind: 'opened', classifier, state: modelState('ready') };
  } catch (error) {
    const reason = `${subject(model)} cannot be served: ${toSlcError(error).message}`;
    yield { kind: 'failed', model, error, state: modelState('failed', reason) };
  }
}

/** Finds the weights on this machine, or downloads them. */
async function* obtain(
  model: HubModel,
  { store, firstPauseMs, longestPauseMs }: LoadOptions,
  signal: AbortSignal,
): AsyncGenerator<LoadEvent, ResolvedModel, undefined> {
  const found = await store.find(model, signal).catch((error: unknown) => {
    // A damaged or unreadable file is fetched again; offline, its fault is the answer.
    if (signal.aborted || store.isOffline) throw error;
    return null;
  });
  if (found) return found;
  let state = modelState('fetching', 'The full model is being fetched.');
  yield { kind: 'fetching', state };
  for (let doubledMs = firstPauseMs; ; doubledMs = Math.min(2 * doubledMs, longestPauseMs)) {
    try {
      for await (const report of store.fetch(model, signal)) {
        if (report.kind === 'done') {
          yield { kind: 'fetched', state: opening(model) };
          return report.model;
        }
        state = report.kind === 'progress' ? progress(report) : waiting(state, report);
        yield { ...report, state };
      }
    } catch (thrown) {
      if (signal.aborted || store.isOffline) throw thrown;
      // Any fault may pass, and nothing else tries again.
      const error = toSlcError(thrown);
      const pauseMs = Math.max(error.retryAfterMs ?? 0, Math.round(doubledMs * (0.75 + Math.random() / 2)));
      state = waiting(state, { error, pauseMs });
      yield { kind: 'fetch-failed', error, pauseMs, state };
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** The full model is the one that the compact one may stand in for. */
function subject(model: NamedModel | null): string {
  return model?.kind === 'hub' ? 'The full model' : 'The model';
}

function opening(model: NamedModel): ModelState {
  return modelState('starting', `${subject(model)} is being read, compiled and tested.`);
}

function progress({ bytesDone, bytesTotal, isElsewhere }: FetchProgress): ModelState {
  const by = isElsewhere ? ' by another process' : '';
  const share =
    bytesTotal === null
      ? ''
      : `: ${Math.floor((100 * bytesDone) / bytesTotal)} % of ${Math.round(bytesTotal / 1e6)} MB`;
  const reason = `The full model is being fetched${by}${share}.`;
  return { phase: 'fetching', reason, bytesDone, bytesTotal };
}

function waiting(before: ModelState, { error, pauseMs }: FetchPause): ModelState {
  const next = `Next try within ${Math.ceil(pauseMs / 1_000)} s.`;
  return { ...before, reason: `The full model could not be fetched: ${error.message} ${next}` };
}
