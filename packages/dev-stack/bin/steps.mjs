import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const TSC = 'node_modules/typescript/bin/tsc';
const BIOME = 'node_modules/@biomejs/biome/bin/biome';

/** Each a list of commands: a script, and its arguments. */
export const STEPS = {
  types: [
    [TSC, '-p', '.config/tsconfig.tests.json'],
    [TSC, '-p', 'services/gateway/client'],
  ],
  lint: [[BIOME, 'check', '--error-on-warnings']],
  format: [[BIOME, 'check', '--write']],
  vitest: ['node_modules/vitest/vitest.mjs', 'run', '--config', '.config/vitest.config.ts'],
};

/** Runs one command after the other from the root. The first that fails ends the process with its exit code. */
export function runSteps(steps) {
  for (const [script, ...args] of steps) {
    const { status } = spawnSync(process.execPath, [script, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) process.exit(status ?? 1);
  }
}
