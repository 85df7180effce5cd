import type { EngineProcess } from './engine-process.js';

export interface EngineCounts {
  /** Engines that exist: idle, at work, or ending a last batch beside their successor. */
  readonly live: number;
  /** Live engines that are idle or have not been at work for long. */
  readonly responsive: number;
}

/** One engine of a pool. Only the roster changes its state and tenure. */
export class RosterEngine {
  readonly process: EngineProcess;
  /**
   * idle → busy → idle, once a batch. A busy engine that does not answer for long is `silent` until it does.
   * An engine that died or was ended is `gone`, for good.
   */
  state: 'idle' | 'busy' | 'silent' | 'gone' = 'idle';
  /**
   * serving → outgrown → succeeding → leaving. An engine that is too big is `outgrown`; it is `succeeding` when it is its
   * turn to get a successor, and `leaving` when that serves: it then ends as soon as it is not at work.
   */
  tenure: 'serving' | 'outgrown' | 'succeeding' | 'leaving' = 'serving';
  /** It has given the outputs of a batch. */
  hasAnswered = false;
  /** Why it ends: how big it was. */
  endReason: string | undefined;
  beginSuccession = () => {};
  /** Resolves when it is `succeeding`. */
  readonly succession = new Promise<void>((resolve) => {
    this.beginSuccession = resolve;
  });

  constructor(process: EngineProcess) {
    this.process = process;
  }
}

/** An engine of this many times its limit endangers more than its own answers: it is killed, in the middle of a batch too. */
export const HARD_LIMIT_FACTOR = 2;

/** The live engines of a pool. Its methods are all the transitions of an engine's state. */
export class EngineRoster {
  /** The one that has been idle for longest comes first. */
  readonly #engines = new Set<RosterEngine>();
  readonly #onChange: (counts: EngineCounts) => void;

  constructor(onChange: (counts: EngineCounts) => void) {
    this.#onChange = onChange;
  }

  get counts(): EngineCounts {
    const states = [...this.#engines].map(({ state }) => state);
    return { live: states.length, responsive: states.filter((state) => state !== 'silent').length };
  }

  /** Engines that run a batch. */
  get atWork(): number {
    return [...this.#engines].filter(({ state }) => state !== 'idle').length;
  }

  get processes(): readonly EngineProcess[] {
    return [...this.#engines].map(({ process }) => process);
  }

  add(process: EngineProcess): RosterEngine {
    const engine = new RosterEngine(process);
    this.#engines.add(engine);
    this.#onChange(this.counts);
    return engine;
  }

  /** idle → busy, the engine that has been idle for longest; undefined when none is idle. */
  take(): RosterEngine | undefined {
    const engine = [...this.#engines].find(({ state }) => state === 'idle');
    if (engine) engine.state = 'busy';
    return engine;
  }

  /** busy → silent */
  fallSilent(engine: RosterEngine): void {
    if (engine.state !== 'busy') return;
    engine.state = 'silent';
    this.#onChange(this.counts);
  }

  /** busy, silent → idle, and on its way out when it is too big or has a successor. */
  finish(engine: RosterEngine, residentLimitBytes: number): void {
    if (engine.state === 'gone') return;
    const wasSilent = engine.state === 'silent';
    engine.state = 'idle';
    this.#engines.delete(engine);
    this.#engines.add(engine);
    const { residentBytes } = engine.process;
    if (residentBytes > residentLimitBytes) {
      const [held, limit] = [residentBytes, residentLimitBytes].map((bytes) => Math.floor(bytes / 2 ** 20));
      engine.endReason = `it held ${held} MiB, more than ${limit}`;
      if (engine.tenure === 'serving') engine.tenure = 'outgrown';
      this.#succeedNext();
    }
    const isFarTooBig = residentBytes > HARD_LIMIT_FACTOR * residentLimitBytes;
    if (engine.tenure === 'leaving' || isFarTooBig) this.#end(engine);
    else if (wasSilent) this.#onChange(this.counts);
  }

  /** succeeding → leaving */
  leave(engine: RosterEngine): void {
    engine.tenure = 'leaving';
    if (engine.state === 'idle') this.#end(engine);
  }

  /** any state → gone. May be called twice. */
  remove(engine: RosterEngine): void {
    if (!this.#engines.delete(engine)) return;
    engine.state = 'gone';
    this.#succeedNext();
    this.#onChange(this.counts);
  }

  #end(engine: RosterEngine): void {
    void engine.process.close(engine.endReason);
    this.remove(engine);
  }

  /** outgrown → succeeding, one engine at a time: there is at most one process more than a pool is to have. */
  #succeedNext(): void {
    const engines = [...this.#engines];
    if (engines.some(({ tenure }) => tenure === 'succeeding' || tenure === 'leaving')) return;
    const next = engines.find(({ tenure }) => tenure === 'outgrown');
    if (!next) return;
    next.tenure = 'succeeding';
    next.beginSuccession();
  }
}
