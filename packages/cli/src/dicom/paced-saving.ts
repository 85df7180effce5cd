const LEAST_PAUSE_MS = 1_000;

/** Of a large file a save takes a while: it is written for at most a tenth of the time. */
const PAUSE_OF_SAVE = 9;

/** Saves while work goes on: one save at a time, with pauses between them. A save that fails costs the work nothing. */
export class PacedSaving {
  readonly #save: () => Promise<void>;
  readonly #onFault: (fault: unknown) => void;
  /** The saves that were asked for, one after the other; never rejects. */
  #last: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #isSaving = false;
  /** Whether something has changed since the save that is under way began. */
  #isWanted = false;
  #nextAtMs = Number.NEGATIVE_INFINITY;
  #hasFailed = false;

  /** @param onFault is called for the first failure in a row: a disk that is full stays so for a while */
  constructor(save: () => Promise<void>, onFault: (fault: unknown) => void) {
    this.#save = save;
    this.#onFault = onFault;
  }

  /** Something has changed. It is saved at once where the last save is a while ago, else later together with what comes meanwhile. */
  saveSoon(): void {
    this.#isWanted = this.#isSaving;
    if (this.#timer || this.#isSaving) return;
    const waitMs = Math.max(0, this.#nextAtMs - performance.now());
    this.#timer = setTimeout(() => void this.saveNow(), waitMs);
  }

  /** Saves what has changed, also what would be saved later. Never rejects. */
  async saveNow(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isWanted = false;
    this.#last = this.#last.then(() => this.#saveOnce());
    await this.#last;
  }

  async #saveOnce(): Promise<void> {
    const startMs = performance.now();
    this.#isSaving = true;
    try {
      await this.#save();
      this.#hasFailed = false;
    } catch (fault) {
      if (!this.#hasFailed) this.#onFault(fault);
      this.#hasFailed = true;
    }
    this.#isSaving = false;
    const endMs = performance.now();
    this.#nextAtMs = endMs + Math.max(LEAST_PAUSE_MS, PAUSE_OF_SAVE * (endMs - startMs));
    if (this.#isWanted) this.saveSoon();
  }
}
