import { describe, expect, it } from 'vitest';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE, type SampleImage } from '../../image/tests/photographs.js';
// The compiling child and the engine processes are forked from built code.
import { ENGINES } from '../dist/index.js';
import {
  COMPACT_REFERENCE,
  DRAWINGS,
  differenceFromKeras,
  type KerasReference,
  LARGE_NOTE,
  LARGE_REFERENCES,
} from './keras-references.js';
import { open } from './open-classifiers.js';

/** Half a second an image in WebAssembly: two of its 14 here; all of them were measured for the package's README. */
const FEW = { 'efficientnetv2s.h5': 2 } as Readonly<Record<string, number>>;

const engines = [
  // Sums are in another order than Keras's; the largest difference measured is 0.0004.
  { engine: 'tfjs-wasm', isHere: true },
  { engine: 'tfjs-cpu', isHere: ENGINES['tfjs-cpu'].isInstalled() },
] as const;

// An engine whose library is not installed is skipped.
describe.each(engines)(`$engine against Keras${LARGE_NOTE}`, ({ engine, isHere }) => {
  async function difference(reference: KerasReference, images: readonly SampleImage[]): Promise<number> {
    const classifier = await open(reference.model, {
      engine,
      engineThreads: 2,
      batchMaxSize: 1,
      batchMaxDelayMs: 0,
    });
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
