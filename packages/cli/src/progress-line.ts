import type { Terminal } from './terminal.js';

const ERASED_TO_END = '\u001b[K';
const ERASED_LINE = `\r${ERASED_TO_END}`;
const BAR_WIDTH = 30;
/** A terminal is redrawn ten times a second; a log gets a line each tenth of the way. */
const REDRAW_MS = 100;
const LOG_STEPS = 10;

/** How far a piece of work is, on standard error. */
export interface ProgressLine {
  /** @param share 0..1 of the work */
  show(share: number, text: string): void;
  /** Makes room on the screen for a line of standard output. */
  hide(): void;
  /** Nothing more comes, or something else is written. */
  end(): void;
}

/** One line with a bar that is redrawn where a person watches, plain lines elsewhere. */
export function progressLine(name: string, terminal: Terminal): ProgressLine {
  return terminal.isInteractive ? redrawnLine(name, terminal) : plainLines(name, terminal);
}

/** A line that says what is waited for, where a person watches. */
export class WaitingLine {
  readonly #terminal: Terminal;
  #isShown = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(text: string): void {
    if (!this.#terminal.isInteractive) return;
    this.#isShown = true;
    this.#terminal.complain(`${ERASED_LINE}${text} …`);
  }

  /** Takes it off the screen: what was waited for is there, or something else is written. */
  hide(): void {
    if (this.#isShown) this.#terminal.complain(ERASED_LINE);
    this.#isShown = false;
  }
}

function redrawnLine(name: string, terminal: Terminal): ProgressLine {
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let last = '';
  return {
    show(share, text) {
      const filled = Math.round(share * BAR_WIDTH);
      last = `\r${name} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${text}${ERASED_TO_END}`;
      if (performance.now() - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = performance.now();
      terminal.complain(last);
      last = '';
    },
    hide() {
      if (drawnAtMs === Number.NEGATIVE_INFINITY) return;
      terminal.complain(ERASED_LINE);
      drawnAtMs = Number.NEGATIVE_INFINITY;
    },
    end() {
      if (drawnAtMs !== Number.NEGATIVE_INFINITY) terminal.complain(`${last}\n`);
      drawnAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

function plainLines(name: string, terminal: Terminal): ProgressLine {
  let shownStep = -1;
  return {
    show(share, text) {
      const step = Math.floor(LOG_STEPS * share);
      if (step === shownStep) return;
      shownStep = step;
      terminal.complain(`${name}: ${text}\n`);
    },
    hide() {},
    end() {},
  };
}
