import type { FoundInstance } from '@slc/dicomweb';
import { isFaultOfImage, type SlcError, throwIfAborted, toSlcError } from '@slc/domain';
import type { Ledger, UnreportedState } from './ledger.js';
import { isPassing } from './passing.js';
import { isSecondaryCapture } from './photographs.js';

/** What became of an instance. */
export type Reported =
  /** Its report is stored now. */
  | 'stored'
  /** The server had its report. */
  | 'there'
  /** It was made of another image, which has a report of its own. */
  | 'derived';

/** Classifies and reports the instances of one round. */
export interface Reporter {
  /** @throws SlcError where the instance has no report now: `deadline_exceeded` where the answer took too long, and for nothing else */
  report(found: FoundInstance, signal: AbortSignal): Promise<Reported>;
  /** Whether server and model answer, so that an instance that failed did so by itself. Never rejects but when the signal aborts. */
  isServing(signal: AbortSignal): Promise<boolean>;
  end(): Promise<void>;
}

export interface Archive {
  /** Instances that may be photographs. It may be ended early. @throws SlcError where the server does not answer */
  search(signal: AbortSignal): AsyncIterable<FoundInstance>;
  /** @throws SlcError `unsupported_model` where another model than before would answer; any other where none does now */
  begin(signal: AbortSignal): Promise<Reporter>;
}

/** What a person who operates it wants to know. */
export interface WatchObserver {
  roundEnded(counts: RoundCounts): void;
  failed(instance: string, state: UnreportedState, error: SlcError): void;
  /** Nothing is tried for so long. */
  outage(error: SlcError, pauseMs: number): void;
  outageEnded(): void;
}

export interface RoundCounts extends Readonly<Record<Reported, number>> {
  readonly failed: number;
}

export interface WatchOptions {
  readonly ledger: Ledger;
  readonly observer: WatchObserver;
  /** Instances at work at the same time. */
  readonly parallel: number;
  readonly intervalMs: number;
  /** End when a search finds nothing to do. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** 0..1. */
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Called for each change of the ledger during a round, and must cost the round nothing. */
  readonly saveSoon: () => void;
  /** Called after each round. */
  readonly saveNow: () => Promise<void>;
}

/** Found and not handled, in memory. What is beyond is found again by the next search, which then follows at once. */
const MOST_A_ROUND = 500;

/** Failures in a row that are no image's own: the others would fail too, and each would count as one of its tries. */
const MOST_FAILURES_IN_A_ROW = 8;

const LONGEST_PAUSE_MS = 300_000;

/**
 * Searches an archive again and again, and has what is new in it reported. Whatever ends it, the next run goes on: what is
 * reported is known by the server.
 *
 * @returns with `once`: what the last search found and no run could report
 * @throws SlcError `cancelled` when the signal aborts; `unsupported_model`; what ends the first search, unless it passes; with
 * `once` also what ends another
 */
export async function watchArchive(
  archive: Archive,
  options: WatchOptions,
): Promise<readonly UnreportedState[]> {
  const { ledger, observer, once, intervalMs, signal, sleep, saveNow } = options;
  const watch = { hasSearched: false, outages: 0 };
  for (;;) {
    let pauseMs = intervalMs;
    try {
      const round = await runRound(archive, options);
      if (watch.outages > 0) observer.outageEnded();
      Object.assign(watch, { hasSearched: true, outages: 0 });
      // A search that finds nothing to do was whole: the ledger has what it found alone.
      if (once && round.tried === 0) return ledger.unreported;
      if (once || !round.isWhole) pauseMs = 0;
    } catch (thrown) {
      throwIfAborted(signal);
      const error = toSlcError(thrown);
      if (once || isLasting(error, watch.hasSearched)) throw error;
      pauseMs = Math.min(LONGEST_PAUSE_MS, intervalMs * 2 ** watch.outages++);
      observer.outage(error, pauseMs);
    } finally {
      await saveNow();
    }
    if (pauseMs > 0) await sleep(pauseMs, signal);
    throwIfAborted(signal);
  }
}

function isLasting(error: SlcError, hasSearched: boolean): boolean {
  if (error.code === 'unsupported_model') return true;
  // An address or a password that never did is a mistake of whoever started it.
  return !hasSearched && !isPassing(error);
}

interface Round {
  readonly tried: number;
  readonly isWhole: boolean;
}

async function runRound(archive: Archive, options: WatchOptions): Promise<Round> {
  const { observer, signal } = options;
  const { due, isWhole } = await searchDue(archive, options);
  const work = new RoundWork(due, options);
  if (due.length > 0) {
    const reporter = await archive.begin(signal);
    try {
      await work.run(reporter);
    } finally {
      await reporter.end();
      observer.roundEnded(work.counts);
    }
  }
  return { tried: due.length, isWhole };
}

async function searchDue(archive: Archive, { ledger, signal, nowMs, random }: WatchOptions) {
  const due: FoundInstance[] = [];
  let isWhole = false;
  const inOrder = () => photographsFirst(shuffled(due, random));
  try {
    for await (const found of archive.search(signal)) {
      if (ledger.found(found.instance, nowMs())) due.push(found);
      if (due.length === MOST_A_ROUND) return { due: inOrder(), isWhole };
    }
    isWhole = true;
    return { due: inOrder(), isWhole };
  } finally {
    ledger.searched({ isWhole });
  }
}

/** In an order of its own, so that several runs that watch one archive share the work: each finds what another has reported. */
function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    // Both are indices of it.
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** When a photograph is reported, what was made of it is known, and need not be retrieved. */
function photographsFirst(due: readonly FoundInstance[]): readonly FoundInstance[] {
  return due.toSorted((a, b) => Number(isSecondaryCapture(a)) - Number(isSecondaryCapture(b)));
}

class RoundWork {
  readonly counts = { stored: 0, there: 0, derived: 0, failed: 0 };
  readonly #waiting: Iterator<FoundInstance>;
  readonly #options: WatchOptions;
  /** Those of which is not known yet whether they failed by themselves. */
  readonly #passing: { readonly instance: string; readonly error: SlcError }[] = [];
  #failuresInARow = 0;
  #end: SlcError | null = null;

  constructor(due: readonly FoundInstance[], options: WatchOptions) {
    this.#waiting = due.values();
    this.#options = options;
  }

  /** @throws SlcError where the rest of the round would fail as well */
  async run(reporter: Reporter): Promise<void> {
    const { parallel, signal } = this.#options;
    const lanes = Array.from({ length: parallel }, () => this.#work(reporter));
    await Promise.all(lanes);
    throwIfAborted(signal);
    const [first] = this.#passing;
    if (first && !(await reporter.isServing(signal))) throw first.error;
    for (const { instance, error } of this.#passing) this.#count(instance, error);
    if (this.#end) throw this.#end;
  }

  /** Never rejects. */
  async #work(reporter: Reporter): Promise<void> {
    const { signal } = this.#options;
    for (let next = this.#waiting.next(); !next.done; next = this.#waiting.next()) {
      if (signal.aborted || this.#end) return;
      await this.#reportOne(reporter, next.value);
    }
  }

  async #reportOne(reporter: Reporter, found: FoundInstance): Promise<void> {
    const { ledger, signal, saveSoon } = this.#options;
    // It may have been found out meanwhile that it is a heat map of ours.
    if (ledger.stateOf(found.instance)?.state === 'derived') return;
    try {
      const reported = await reporter.report(found, signal);
      this.#failuresInARow = 0;
      this.counts[reported]++;
      ledger.settled(found.instance, reported === 'derived' ? 'derived' : 'reported');
      saveSoon();
    } catch (thrown) {
      if (!signal.aborted) this.#failed(found, toSlcError(thrown));
    }
  }

  #failed({ instance }: FoundInstance, error: SlcError): void {
    if (error.code === 'unsupported_model') {
      this.#end = error;
      return;
    }
    if (isPassing(error)) this.#passing.push({ instance, error });
    else this.#count(instance, error);
    this.#failuresInARow = isFaultOfImage(error.code) ? 0 : this.#failuresInARow + 1;
    if (this.#failuresInARow >= MOST_FAILURES_IN_A_ROW) this.#end ??= error;
  }

  #count(instance: string, error: SlcError): void {
    const { ledger, observer, nowMs, saveSoon } = this.#options;
    this.counts.failed++;
    observer.failed(instance, ledger.failed(instance, error, nowMs()), error);
    saveSoon();
  }
}
