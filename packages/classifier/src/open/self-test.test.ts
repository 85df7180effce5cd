import type { ModelManifest } from '@slc/domain';
import { expect, it } from 'vitest';
import { areWithin, selfTest } from './self-test.js';

/** What the network is given. */
async function drawnFor(channels: 'rgb' | 'grey'): Promise<Uint8Array> {
  // Safe: the self-test reads these parts alone.
  const manifest = {
    input: { width: 4, height: 4 },
    preprocessing: { channels },
    labels: [{ id: 'a' }, { id: 'b' }],
    temperature: { value: 1 },
    goldenLogits: [{ input: 'gradient', logits: [1, 2] }],
  } as unknown as ModelManifest;
  let drawn = new Uint8Array();
  await selfTest(manifest, async (image) => {
    drawn = Uint8Array.from(image);
    return Float32Array.of(1, 2);
  });
  return drawn;
}

it('shows a model that sees grey a grey drawing', async () => {
  // Pixel (1, 2) of the gradient is (2, 1, 1).
  expect([...(await drawnFor('rgb'))].slice(18, 21)).toEqual([2, 1, 1]);
  expect([...(await drawnFor('grey'))].slice(18, 21)).toEqual([1, 1, 1]);
});

it.each([
  [2.5, 2.5005, true],
  [2.5, 2.502, false],
  // Neighbouring numbers of float32 are 2.4e-4 apart here.
  [3876.91, 3876.92, true],
  [3876.91, 3877, false],
  [2.5, Number.NaN, false],
])('the logits %f and %f agree: %s', (expected, found, agree) => {
  expect(areWithin(1e-3, found, expected)).toBe(agree);
});
