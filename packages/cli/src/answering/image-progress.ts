import { SlcError } from '@slc/domain/light';
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

  /** Makes room on the screen for a line of standard output. */
  hide(): void {
    this.#line.hide();
  }

  end(): void {
    this.#line.end();
  }
}

/** For what ended work that was interrupted. */
export function stopped({ done, total }: ImageProgress, cause: unknown): SlcError {
  return new SlcError('cancelled', `stopped after ${done} of ${total} images`, { cause });
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
function asTime(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
