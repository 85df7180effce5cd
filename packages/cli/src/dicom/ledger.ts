import { isFaultOfImage, type SlcError } from '@slc/domain';

/** What is known of an instance. */
export type InstanceState =
  /** The server has its report. */
  | { readonly state: 'reported' }
  /** It was made of another image. */
  | { readonly state: 'derived' }
  | UnreportedState;

/** That of an image that could not be reported. */
export type UnreportedState =
  | {
      readonly state: 'failing';
      readonly tries: number;
      readonly code: string;
      readonly againAt: string;
      /** How many of the last tries in a row had no answer in time; left out where there is none. */
      readonly timeouts?: number;
    }
  /** It is not tried again. */
  | { readonly state: 'given-up'; readonly tries: number; readonly code: string };

export function isUnreported(state: InstanceState): state is UnreportedState {
  return state.state === 'failing' || state.state === 'given-up';
}

/** Pauses between tries: half a minute, two, eight, 32, two hours, and six hours from then on. Together a day and a half. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
const MOST_TRIES = 12;

/** An image that takes too long so often, while others are answered, would do so each time. */
const MOST_TIMEOUTS = 3;

/** What became of the instances that a search finds, by SOP Instance UID. */
export class Ledger {
  readonly #states: Map<string, InstanceState>;
  /** Those that the running search has found. */
  #found = new Set<string>();
  #changes = 0;

  constructor(states: Iterable<readonly [string, InstanceState]> = []) {
    this.#states = new Map(states);
  }

  get states(): ReadonlyMap<string, InstanceState> {
    return this.#states;
  }

  /** What is known of each image that could not be reported. */
  get unreported(): readonly UnreportedState[] {
    return [...this.#states.values()].filter(isUnreported);
  }

  stateOf(instance: string): InstanceState | null {
    return this.#states.get(instance) ?? null;
  }

  /** A search has found it. @returns whether it is to be tried now */
  found(instance: string, nowMs: number): boolean {
    const isNew = !this.#found.has(instance);
    this.#found.add(instance);
    const known = this.#states.get(instance);
    return isNew && (!known || (known.state === 'failing' && Date.parse(known.againAt) <= nowMs));
  }

  /** A search is over. @param isWhole forgets what it did not find, so that an archive that moves on takes no more memory */
  searched({ isWhole }: { readonly isWhole: boolean }): void {
    for (const instance of isWhole ? this.#states.keys() : []) {
      if (!this.#found.has(instance)) this.#forget(instance);
    }
    this.#found = new Set();
  }

  settled(instance: string, state: 'reported' | 'derived'): void {
    this.#set(instance, { state });
  }

  /** @returns what becomes of it: tried again after a pause, unless the image is at fault, is so slow again, or was tried often enough */
  failed(instance: string, { code }: SlcError, nowMs: number): UnreportedState {
    const known = this.#states.get(instance);
    const before = known?.state === 'failing' ? known : null;
    const tries = 1 + (before?.tries ?? 0);
    const timeouts = code === 'deadline_exceeded' ? 1 + (before?.timeouts ?? 0) : 0;
    const isOver = isFaultOfImage(code) || tries >= MOST_TRIES || timeouts >= MOST_TIMEOUTS;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 4 ** (tries - 1));
    const againAt = new Date(nowMs + pauseMs).toISOString();
    const next: UnreportedState = isOver
      ? { state: 'given-up', tries, code }
      : { state: 'failing', tries, code, againAt, ...(timeouts > 0 && { timeouts }) };
    this.#set(instance, next);
    return next;
  }

  /** How often something has changed: it tells whether a copy is still the same. */
  get changes(): number {
    return this.#changes;
  }

  #set(instance: string, state: InstanceState): void {
    this.#states.set(instance, state);
    this.#changes++;
  }

  #forget(instance: string): void {
    this.#states.delete(instance);
    this.#changes++;
  }
}
