import { setTimeout as sleep } from 'node:timers/promises';
import type { Classifier } from '@slc/classifier';
import { createFormat, type ModelState, modelState, type SlcError, toSlcError } from '@slc/domain';
import type { FetchReport, HubModel, ModelStore, NamedModel, ResolvedModel } from '@slc/models';

/** A step of loading a model, and the state after it. The last step is `opened` or `failed`. */
export type LoadEvent = { readonly state: ModelState } & (
  | { readonly kind: 'named'; readonly model: NamedModel }
  /** The weights are not on this machine; their download begins. `fetched`: it has ended, and they are verified. */
  | { readonly kind: 'fetching' | 'fetched' }
  | DownloadEvent
  /** The reader of this event closes the classifier. */
  | { readonly kind: 'opened'; readonly classifier: Classifier }
  /** `model` is null when the name could not be read. */
  | { readonly kind: 'failed'; readonly model: NamedModel | null; readonly error: unknown }
);

type DownloadEvent =
  /** `progress`, or `retrying` after a failed request. */
  | Exclude<FetchReport, { readonly kind: 'done' }>
  /** The download failed. Another one begins after the pause. */
  | { readonly kind: 'fetch-failed'; readonly error: SlcError; readonly pauseMs: number };

export interface LoadOptions {
  /** Reads what the model's name means. */
  name(): Promise<NamedModel>;
  readonly store: ModelStore;
  open(model: ResolvedModel, signal: AbortSignal): Promise<Classifier>;
}

/** Between the first two downloads; each later pause is twice as long, up to the longest. */
const PAUSES = { firstPauseMs: 10_000, longestPauseMs: 600_000 };

/** Names, fetches and opens a model, however long the network takes. Ends soon after an abort. */
export async function* loadModel(
  options: LoadOptions,
  signal: AbortSignal,
  pauses = PAUSES,
): AsyncGenerator<LoadEvent, void, undefined> {
  let model: NamedModel | null = null;
  try {
    model = await options.name();
    yield { kind: 'named', model, state: opening(model) };
    const resolved = model.kind === 'hub' ? yield* obtain(model, { ...options, ...pauses }, signal) : model;
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
  { store, firstPauseMs, longestPauseMs }: LoadOptions & typeof PAUSES,
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
        state = stateAfter(report, state);
        yield { ...report, state };
      }
    } catch (thrown) {
      if (signal.aborted || store.isOffline) throw thrown;
      // Any fault may pass, and nothing else tries again.
      const error = toSlcError(thrown);
      const pauseMs = Math.max(error.retryAfterMs ?? 0, Math.round(doubledMs * (0.75 + Math.random() / 2)));
      const failure = { kind: 'fetch-failed', error, pauseMs } as const;
      state = stateAfter(failure, state);
      yield { ...failure, state };
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

function stateAfter(event: DownloadEvent, before: ModelState): ModelState {
  if (event.kind !== 'progress') {
    const next = `Next try within ${Math.ceil(event.pauseMs / 1_000)} s.`;
    return { ...before, reason: `The full model could not be fetched: ${event.error.message} ${next}` };
  }
  const { bytesDone, bytesTotal, isElsewhere } = event;
  let reason = `The full model is being fetched${isElsewhere ? ' by another process' : ''}`;
  if (bytesTotal !== null) {
    reason += `: ${Math.floor((100 * bytesDone) / bytesTotal)} % of ${createFormat('en').megabytes(bytesTotal)}`;
  }
  return { phase: 'fetching', reason: `${reason}.`, bytesDone, bytesTotal };
}
