// The processes behind the commands are forked from built code.
import { createProgram, type Terminal } from '../dist/index.js';

export type ProgramTerminal = Pick<Terminal, 'directory'> &
  Partial<Pick<Terminal, 'env' | 'ask' | 'onInterrupt' | 'readInput' | 'screen'>> & {
    /** Called with each text on standard error. */
    readonly onComplaint?: (text: string) => void;
  };

/** As few processes, threads and warm-up batches as there can be: most tests classify a few images. */
const LEAN_ENV = { ENGINE_PROCESSES: '1', ENGINE_THREADS: '1', BATCH_MAX_SIZE: '4' };

/** Runs a command in this process, and gives what it wrote to standard output and to standard error. */
export async function runProgram(
  args: readonly string[],
  { env = {}, onComplaint, ...terminal }: ProgramTerminal,
) {
  let output = '';
  let complaints = '';
  const program = createProgram({
    ...terminal,
    env: { ...LEAN_ENV, ...env },
    write: (text) => {
      output += text;
    },
    complain: (text) => {
      complaints += text;
      onComplaint?.(text);
    },
  });
  const exitCode = await program.run(args);
  return { exitCode, output, complaints };
}
