import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Classifier,
  FetchReport,
  HubModel,
  ModelStore,
  NamedModel,
  ResolvedModel,
} from '@slc/classifier';
import { type ModelState, modelState, type SlcError, toSlcError } from '@slc/domain';

export interface PursuitOptions {
  /** When the pursuit before this one has ended; this one begins then. */
  readonly after: Promise<void> | undefined;
  name(): Promise<NamedModel>;
  readonly store: ModelStore;
  open(model: ResolvedModel, signal: AbortSignal): Promise<Classifier>;
  readonly timing: {
    readonly fallbackAfterMs: number;
    readonly firstPauseMs: number;
    readonly longestPauseMs: number;
  };
  readonly events: PursuitEvents;
}

export interface PursuitEvents {
  named(model: NamedModel): void;
  /** @param isNews false where the phase is the same, and another event has told what happened */
  stateChanged(state: ModelState, isNews: boolean): void;
  /** A model of the Hub will not be there soon. May be called more than once. */
  needsFallback(): void;
  fetchReported(report: FetchReport): void;
  fetchFailed(error: SlcError, pauseMs: number): void;
  /** The end, with the model. It belongs to whoever listens. */
  opened(classifier: Classifier): void;
  /** The end, without. */
  failed(error: unknown, reason: string): void;
}

/** The way to the configured model, as far as it takes: name, file, open. */
export interface ModelPursuit {
  giveUp(reason: Error): void;
  /** Never rejects. */
  readonly ended: Promise<void>;
}

export function pursueModel(options: PursuitOptions): ModelPursuit {
  const givingUp = new AbortController();
  return {
    giveUp: (reason) => givingUp.abort(reason),
    ended: pursue(options, givingUp.signal),
  };
}

async function pursue(options: PursuitOptions, signal: AbortSignal): Promise<void> {
  const { events } = options;
  let named: NamedModel | undefined;
  let fallbackTimer: NodeJS.Timeout | undefined;
  try {
    await options.after;
    signal.throwIfAborted();
    named = await options.name();
    events.named(named);
    events.stateChanged(opening(named), true);
    if (named.kind === 'hub') {
      fallbackTimer = setTimeout(events.needsFallback, options.timing.fallbackAfterMs);
    }
    const model = named.kind === 'hub' ? await obtain(named, options, signal) : named;
    const opened = await options.open(model, signal);
    if (signal.aborted) return await opened.close();
    events.opened(opened);
  } catch (error) {
    if (signal.aborted) return;
    if (named?.kind === 'hub') events.needsFallback();
    events.failed(error, `${subject(named)} cannot be served: ${toSlcError(error).message}`);
  } finally {
    clearTimeout(fallbackTimer);
  }
}

/** From the cache, or from the Hub, however long that takes. */
async function obtain(model: HubModel, options: PursuitOptions, signal: AbortSignal): Promise<ResolvedModel> {
  const { store, events } = options;
  const found = await store.find(model, signal).catch((error: unknown) => {
    // A file that is damaged or cannot be read is fetched again; where that is not allowed, it is what there is to tell.
    if (signal.aborted || store.isOffline) throw error;
    return null;
  });
  if (found) return found;
  events.needsFallback();
  const fetched = await fetchUntilHere(model, options, signal);
  events.stateChanged(opening(model), true);
  return fetched;
}

async function fetchUntilHere(
  model: HubModel,
  { store, events, timing }: PursuitOptions,
  signal: AbortSignal,
): Promise<ResolvedModel> {
  let state = modelState('fetching', 'The full model is being fetched.');
  events.stateChanged(state, true);
  for (let doubled = timing.firstPauseMs; ; doubled = Math.min(2 * doubled, timing.longestPauseMs)) {
    try {
      for await (const report of store.fetch(model, signal)) {
        events.fetchReported(report);
        if (report.kind === 'done') return report.model;
        state = fetching(state, report);
        events.stateChanged(state, false);
      }
    } catch (thrown) {
      if (signal.aborted || store.isOffline) throw thrown;
      // Whatever it was may pass, and nobody else would try again.
      const error = toSlcError(thrown);
      const pauseMs = Math.max(error.retryAfterMs ?? 0, Math.round(doubled * (0.75 + Math.random() / 2)));
      state = { ...state, reason: couldNot(error, pauseMs) };
      events.fetchFailed(error, pauseMs);
      events.stateChanged(state, false);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
    signal.throwIfAborted();
  }
}

function opening(model: NamedModel): ModelState {
  return modelState('starting', `${subject(model)} is being read, compiled and tested.`);
}

function fetching(before: ModelState, report: Exclude<FetchReport, { kind: 'done' }>): ModelState {
  if (report.kind === 'retrying') return { ...before, reason: couldNot(report.error, report.pauseMs) };
  const { bytesDone, bytesTotal, isElsewhere } = report;
  const by = isElsewhere ? ' by another process' : '';
  const share =
    bytesTotal === null
      ? ''
      : `: ${Math.floor((100 * bytesDone) / bytesTotal)} % of ${Math.round(bytesTotal / 1e6)} MB`;
  return {
    phase: 'fetching',
    reason: `The full model is being fetched${by}${share}.`,
    bytesDone,
    bytesTotal,
  };
}

function couldNot({ message }: SlcError, pauseMs: number): string {
  return `The full model could not be fetched: ${message} Next try within ${Math.ceil(pauseMs / 1_000)} s.`;
}

/** A model of the Hub is called what it is beside the one that stands in for it. */
function subject(model: NamedModel | undefined): string {
  return model?.kind === 'hub' ? 'The full model' : 'The model';
}
