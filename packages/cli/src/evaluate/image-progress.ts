import { type ProgressLine, progressLine } from '../progress-line.js';
import type { Terminal } from '../terminal.js';

/** How many images of a number are done, how many come in a second, and the time that is left at that rate. */
export class ImageProgress {
  readonly total: number;
  done = 0;
  readonly #line: ProgressLine;
  readonly #startedAtMs = performance.now();

  constructor(name: string, total: number, terminal: Terminal) {
    this.total = total;
    this.#line = progressLine(name, terminal);
  }

  countOne(): void {
    this.done++;
    const perSecond = (1_000 * this.done) / Math.max(1, performance.now() - this.#startedAtMs);
    const left = Math.ceil((this.total - this.done) / perSecond);
    const text = `${this.done}/${this.total}, ${perSecond.toFixed(1)} images/s, ${asTime(left)} left`;
    this.#line.show(this.done / this.total, text);
  }

  end(): void {
    this.#line.end();
  }
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
function asTime(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
