import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../.cache/vite', import.meta.url)),
  test: {
    include: [
      '{packages,services}/*/src/**/*.test.ts',
      '{packages,services}/*/tests/**/*.test.ts',
      'test_images/**/*.test.ts',
    ],
    // Only what hangs shall end so: a crowded machine may take several times as long as an idle one. Faults last
    // longer in `npm run test:faults`.
    testTimeout: 120_000 + Number(process.env.SLC_FAULT_SECONDS ?? 0) * 2_000,
    hookTimeout: 120_000,
    // Two test files at a time: engines use every core, and with more files deadlines are missed on two.
    maxWorkers: 2,
  },
});
