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
  /** Calls the listener at Ctrl-C and at a request to end, which then does not end the process. Returns what undoes that. */
  readonly onInterrupt?: (listener: () => void) => () => void;
  /** Standard output: results alone. */
  write(text: string): void;
  /** Standard error. */
  complain(text: string): void;
}

export const EXIT = { done: 0, failed: 1, badUsage: 2, interrupted: 130 } as const;
