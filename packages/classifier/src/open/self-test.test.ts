import type { ModelManifest } from '@slc/domain';
import { expect, it } from 'vitest';
import { selfTest } from './self-test.js';

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
