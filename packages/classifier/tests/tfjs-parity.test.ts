import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE, type SampleImage } from '../../image/tests/photographs.js';
// The compiling child and the engine processes are forked from built code.
import { type ClassifierOptions, ENGINES, openClassifier, resolveModel } from '../dist/index.js';
import {
  COMPACT_REFERENCE,
  DRAWINGS,
  differenceFromKeras,
  type KerasReference,
  LARGE_NOTE,
  LARGE_REFERENCES,
} from './keras-references.js';

const folder = mkdtempSync(join(tmpdir(), 'tfjs-parity-'));
beforeAll(() => {
  process.env.XDG_CACHE_HOME = folder;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Half a second an image in WebAssembly: two of its 14 here; all of them were measured for the package's README. */
const FEW = { 'efficientnetv2s.h5': 2 } as Readonly<Record<string, number>>;

const engines = [
  // Sums are in another order than Keras's; the largest difference measured is 0.0004.
  { engine: 'tfjs-wasm', isHere: true },
  { engine: 'tfjs-cpu', isHere: ENGINES['tfjs-cpu'].isInstalled() },
] as const;

const options: Omit<ClassifierOptions, 'engine'> = {
  engineProcesses: 1,
  engineThreads: 2,
  batchMaxSize: 1,
  batchMaxDelayMs: 0,
  queueLimit: 1,
  queueLimitBytes: 64 * 2 ** 20,
  imageLimitBytes: 64 * 2 ** 20,
  imageLimitPixels: 50_000_000,
};

// An engine whose library is not installed is skipped.
describe.each(engines)(`$engine against Keras${LARGE_NOTE}`, ({ engine, isHere }) => {
  async function difference(reference: KerasReference, images: readonly SampleImage[]): Promise<number> {
    const classifier = await openClassifier(await resolveModel(reference.model), { ...options, engine });
    try {
      expect(classifier.engine).toBe(engine);
      return await differenceFromKeras(classifier, reference, images);
    } finally {
      await classifier.close();
    }
  }

  it.skipIf(!isHere)('compact-lite0 gives the logits of its reference for the drawings', async () => {
    expect(await difference(COMPACT_REFERENCE, DRAWINGS)).toBeLessThanOrEqual(1e-3);
  });

  it.skipIf(!isHere || PHOTOGRAPHS.length === 0).each([COMPACT_REFERENCE, ...LARGE_REFERENCES])(
    `$name gives the logits of its reference for the photographs${PHOTOGRAPHS_NOTE}`,
    async (reference) => {
      const images = PHOTOGRAPHS.slice(0, FEW[reference.name]);
      expect(await difference(reference, images)).toBeLessThanOrEqual(1e-3);
    },
    120_000,
  );
});
