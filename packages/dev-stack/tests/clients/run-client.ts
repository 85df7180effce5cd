import { execFile, execFileSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Longer than any of them takes on a machine that does much else. */
const PATIENCE_MS = 180_000;

/** A Python that has the packages of `.ci/clients.txt`, as `.ci/run` installs them. */
const python = process.env.API_CLIENTS_PYTHON;

/** A Python that has the packages of `.ci/interop.txt`. */
export const INTEROP_PYTHON = process.env.INTEROP_PYTHON ?? 'python3';

/** Where programs are found: that Python is `python3`. */
const env = {
  ...process.env,
  ...(python && { PATH: `${dirname(python)}${delimiter}${process.env.PATH}` }),
  // The services are on this machine.
  NO_PROXY: '*',
  no_proxy: '*',
};

/** Runs a program in a folder. @returns its standard output. @throws when it ends with another code than 0 */
export async function runClient(
  [command, ...args]: readonly [string, ...string[]],
  directory: string,
): Promise<string> {
  const { stdout } = await run(command, args, { cwd: directory, env, timeout: PATIENCE_MS });
  return stdout;
}

/** Whether a command ends well: what a test needs may be absent, except where CI=true. */
export function isThere(command: string, ...args: readonly string[]): boolean {
  if (process.env.CI === 'true') return true;
  try {
    execFileSync(command, args, { env, stdio: 'ignore', timeout: PATIENCE_MS });
    return true;
  } catch {
    return false;
  }
}
