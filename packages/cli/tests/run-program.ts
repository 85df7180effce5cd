// The processes behind the commands are forked from built code.
import { createProgram, type Terminal } from '../dist/index.js';

export type ProgramTerminal = Pick<Terminal, 'directory'> &
  Partial<Pick<Terminal, 'env' | 'ask' | 'onInterrupt' | 'readInput' | 'screen'>>;

/** Runs a command in this process, and gives what it wrote to standard output and to standard error. */
export async function runProgram(args: readonly string[], { env = {}, ...terminal }: ProgramTerminal) {
  let output = '';
  let complaints = '';
  const program = createProgram({
    ...terminal,
    env,
    write: (text) => {
      output += text;
    },
    complain: (text) => {
      complaints += text;
    },
  });
  const exitCode = await program.run(args);
  return { exitCode, output, complaints };
}
