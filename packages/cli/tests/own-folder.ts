import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { runProgram } from './run-program.js';

/** A temporary folder of a test file, in which it runs commands, with a cache of models of its own. */
export function ownFolder(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  afterAll(() => rmSync(folder, { recursive: true }));
  let env: NodeJS.ProcessEnv = {};
  afterEach(() => {
    env = {};
  });
  return {
    folder,
    /** Gives the commands of this test settings. */
    set(settings: NodeJS.ProcessEnv): void {
      env = settings;
    },
    async slc(...args: string[]) {
      const own = { MODEL_CACHE_DIR: join(folder, 'models'), ...env };
      return await runProgram(args, { directory: folder, env: own });
    },
  };
}
