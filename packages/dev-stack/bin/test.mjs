#!/usr/bin/env node
// Sets up, then everything that must hold: types of the tests, lint and format, tests. The first failure ends it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setUp } from './set-up.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const steps = [
  ['node_modules/typescript/bin/tsc', '-p', '.config/tsconfig.tests.json'],
  ['node_modules/typescript/bin/tsc', '-p', 'services/gateway/client'],
  ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  ['node_modules/vitest/vitest.mjs', 'run', '--config', '.config/vitest.config.ts', ...process.argv.slice(2)],
];

await setUp();
for (const [script, ...args] of steps) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
