import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Longer than any of them takes on a machine that does much else: only a test that hangs ends so. */
const PATIENCE_MS = 120_000;

const SHARED_MODEL_CACHE = fileURLToPath(new URL('shared-model-cache.ts', import.meta.url));

const FRESH_HELPERS = fileURLToPath(new URL('fresh-helpers.ts', import.meta.url));

/** Memory, soak and fault tests run for so long each. */
const FAULT_SECONDS = Number(process.env.SLC_FAULT_SECONDS ?? 60);

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../.cache/vite', import.meta.url)),
  test: {
    // On two cores too: a third of a file's time is waiting, for processes that start, for pages, and for deadlines that it tests.
    maxWorkers: 3,
    // For a condition that comes true at once where nothing else runs; a second is too short where all cores are busy.
    expect: { poll: { timeout: 30_000 } },
    // Built code is run by Node itself, as it is served: reading it through Vite costs each test file seconds.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,services}/*/src/**/*.test.ts'],
          // Each takes milliseconds, and many times that where the disk or the cores are busy.
          testTimeout: 30_000,
          // The files share a few processes: most of their time would go to starting one for each, and to its imports. What needs a process
          // of its own, for its memory, is a service test that runs alone.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'service',
          globalSetup: SHARED_MODEL_CACHE,
          include: ['{packages,services}/*/tests/**/*.test.ts', 'test_images/**/*.test.ts'],
          exclude: ['**/*.faults.test.ts', '**/*.alone.test.ts'],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
          // As the unit tests: what a service imports takes a second of processor time.
          isolate: false,
          setupFiles: FRESH_HELPERS,
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          globalSetup: SHARED_MODEL_CACHE,
          include: ['{packages,services}/*/tests/**/*.alone.test.ts'],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          globalSetup: SHARED_MODEL_CACHE,
          include: ['{packages,services}/*/tests/**/*.faults.test.ts'],
          // Some run a command on thousands of images, or six times one after the other.
          testTimeout: 5 * PATIENCE_MS + FAULT_SECONDS * 2_000,
          hookTimeout: PATIENCE_MS,
        },
      },
    ],
  },
});
