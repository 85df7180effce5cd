/** Where a command reads its file names from and writes to. */
export interface Terminal {
  /** Relative file names start here. */
  readonly directory: string;
  /** Settings; the process's own unless given. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether a person watches standard error. */
  readonly isInteractive?: boolean;
  /** Asks that person for a line. Absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** Gives what comes on standard input. Absent where that is a terminal. */
  readonly readInput?: (signal: AbortSignal) => Promise<Uint8Array>;
  /** Where a person reads standard output as it comes. */
  readonly screen?: Screen;
  /** Calls the listener at Ctrl-C and at a request to end, which then does not end the process. Returns what undoes that. */
  readonly onInterrupt?: (listener: () => void) => () => void;
  /** Standard output: results alone. */
  write(text: string): void;
  /** Standard error. */
  complain(text: string): void;
}

/** A terminal, as text for it wants to know it. */
export interface Screen {
  /** As wide as it is now. */
  readonly columns: number;
  readonly hasColour: boolean;
}

export const EXIT = { done: 0, failed: 1, badUsage: 2, interrupted: 130 } as const;
