import { describe, expect, it } from 'vitest';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../../image/tests/photographs.js';
import {
  COMPACT_REFERENCE,
  DRAWINGS,
  differenceFromKeras,
  LARGE_NOTE,
  LARGE_REFERENCES,
} from './keras-references.js';
import { open } from './open-classifiers.js';

describe(`against Keras${LARGE_NOTE}`, () => {
  it('compact-lite0 gives the logits of its reference for the drawings', async () => {
    const classifier = await open(COMPACT_REFERENCE.model);
    try {
      expect(await differenceFromKeras(classifier, COMPACT_REFERENCE, DRAWINGS)).toBeLessThanOrEqual(1e-3);
    } finally {
      await classifier.close();
    }
  });

  it.skipIf(PHOTOGRAPHS.length === 0).each([COMPACT_REFERENCE, ...LARGE_REFERENCES])(
    `$name gives the logits of its reference for the photographs${PHOTOGRAPHS_NOTE}`,
    async (reference) => {
      const classifier = await open(reference.model);
      try {
        expect(await differenceFromKeras(classifier, reference, PHOTOGRAPHS)).toBeLessThanOrEqual(1e-3);
      } finally {
        await classifier.close();
      }
    },
    // 83 MB are read, compiled and run, on a machine whose cores others may want.
    120_000,
  );
});
