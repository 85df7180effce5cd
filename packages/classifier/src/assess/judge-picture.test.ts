import type { OpenedModel } from '@slc/compile';
import { expect, it } from 'vitest';
import { judgePictureFor } from './judge-picture.js';

const SIDE = 64;

/** Waves in grey, with as much contrast and detail as a lesion has. */
const picture = {
  width: SIDE,
  height: SIDE,
  data: Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const place = Math.floor(i / 3);
    return 130 + 30 * Math.sin(0.9 * (place % SIDE)) + 30 * Math.sin(0.7 * Math.floor(place / SIDE));
  }),
};

function reasonsOf(channels: 'rgb' | 'grey' | undefined, networkChannels: number) {
  // Safe: these parts alone are read.
  const model = {
    manifest: {
      preprocessing: { crop: 'none', ...(channels && { channels }) },
      input: { width: SIDE, height: SIDE },
    },
    description: { inputShape: [SIDE, SIDE, networkChannels] },
  } as unknown as OpenedModel;
  return judgePictureFor(model)(picture).reasons;
}

it('a grey picture is colourless only for a model that sees colours', () => {
  expect(reasonsOf(undefined, 3)).toEqual(['colourless']);
  expect(reasonsOf('rgb', 3)).toEqual(['colourless']);
  expect(reasonsOf('grey', 3)).toEqual([]);
  expect(reasonsOf(undefined, 1)).toEqual([]);
});
