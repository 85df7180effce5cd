import { SlcError } from '@slc/domain';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openClassifier } from '../dist/index.js';
import { DRAWINGS } from './keras-references.js';
import { compactModel, OPTIONS, resources } from './open-classifiers.js';

/** The compact model with two views, taught by its manifest to see these colours. */
async function openFor(channels: 'rgb' | 'grey') {
  const model = await compactModel(2);
  if (model.kind !== 'manifest') throw new Error('expected a manifest');
  const { goldenLogits: _, ...manifest } = model.manifest;
  const preprocessing = { ...manifest.preprocessing, channels };
  // Its golden logits are of colours.
  const changed = { ...model, manifest: { ...manifest, preprocessing, goldenLogits: [] } };
  return await openClassifier(changed, { ...OPTIONS, resources: resources() });
}

describe.each(['rgb', 'grey'] as const)('a model that sees %s', (channels) => {
  it('says of pixels what it says of the same picture as a file, and refuses those of another size', async () => {
    const classifier = await openFor(channels);
    try {
      const { width, height } = classifier.manifest.input;
      for (const { bytes } of DRAWINGS.slice(0, 2)) {
        const resized = sharp(bytes).resize({ width, height, fit: 'fill' }).removeAlpha();
        const [file, pixels] = await Promise.all([resized.png().toBuffer(), resized.raw().toBuffer()]);
        const before = Buffer.from(pixels);
        const { classification } = await classifier.classify(file);
        const answer = await classifier.classifyPixels(pixels);
        expect(answer.predictions).toEqual(classification.predictions);
        expect(answer.model).toEqual(classification.model);
        expect(answer.timingsMs.decode).toBe(0);
        expect(pixels.equals(before)).toBe(true);
      }
      await expect(classifier.classifyPixels(new Uint8Array(width * height * 3 - 1))).rejects.toMatchObject({
        code: 'invalid_request',
        message: 'pixels: expected 150528 bytes of 224 x 224 pixels of 3, got 150527',
      });
      const gone = new SlcError('cancelled', 'gone');
      const asked = { signal: AbortSignal.abort(gone) };
      await expect(classifier.classifyPixels(new Uint8Array(width * height * 3), asked)).rejects.toBe(gone);
      expect(classifier.queueDepth).toBe(0);
    } finally {
      await classifier.close();
    }
  });
});
