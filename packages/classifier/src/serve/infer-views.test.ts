import type { OutputName, ViewCount } from '@slc/domain';
import type { EngineOutputs, Infer } from '@slc/engine';
import { describe, expect, it } from 'vitest';
import { imagesInBatch, inferViews } from './infer-views.js';

/** 2 x 2 pixels, row by row; each is of one grey. */
const picture = (...greys: readonly number[]) => ({
  pixels: Uint8Array.from(greys.flatMap((grey) => [grey, grey, grey])),
});

/** Logits are the greys of the two upper pixels, the embedding is the upper left one. */
function fakeInfer() {
  const sizes: number[] = [];
  const infer: Infer = async <Name extends OutputName>(images: readonly Uint8Array[]) => {
    sizes.push(images.length);
    const all: EngineOutputs = {
      logits: Float32Array.from(images.flatMap(([left = 0, , , right = 0]) => [left, right])),
      embedding: Float32Array.from(images.flatMap(([left = 0]) => [left])),
      activations: new Float32Array(),
      gradCam: new Float32Array(),
      hiResCam: new Float32Array(),
    };
    const given: EngineOutputs<Name> = all;
    return given;
  };
  return { sizes, infer };
}

function planOf(views: ViewCount, batchMaxSize: number, device: 'cpu' | 'gpu' = 'cpu') {
  const preprocessing = { crop: 'centre-square', resize: 'nearest', scale: 1, offset: 0, views } as const;
  return { manifest: { preprocessing, input: { height: 2, width: 2 } }, batchMaxSize, device };
}

describe('the views of images', () => {
  it.each([
    // The picture is 1 2 / 3 4, so its turns have 1 2, 2 4, 4 3 and 3 1 on top; mirrored it has 2 1, 1 3, 3 4 and 4 2.
    [1, [1, 2], 1],
    [2, [1.5, 1.5], 1],
    [4, [2.5, 2.5], 2],
    [8, [2.5, 2.5], 4],
  ] as const)(
    'are %i pictures in one batch, whose mean logits are the answer',
    async (views, logits, agreeingViews) => {
      const { infer, sizes } = fakeInfer();
      const outputs = await inferViews(infer, [picture(1, 2, 3, 4)], planOf(views, 8));
      expect(outputs).toEqual([{ logits, agreeingViews }]);
      expect(sizes).toEqual([views]);
    },
  );

  it('of several images share a batch', async () => {
    const { infer, sizes } = fakeInfer();
    const outputs = await inferViews(infer, [picture(1, 2, 3, 4), picture(9, 5, 5, 5)], planOf(4, 8));
    expect(outputs.map(({ logits }) => logits)).toEqual([
      [2.5, 2.5],
      [6, 6],
    ]);
    expect(sizes).toEqual([8]);
  });

  it('are as many as an image asks for, whatever the others of its batch have', async () => {
    const { infer, sizes } = fakeInfer();
    const images = [picture(1, 2, 3, 4), { ...picture(1, 2, 3, 4), views: 1 as const }, picture(9, 5, 5, 5)];
    const outputs = await inferViews(infer, images, planOf(4, 8));
    expect(outputs.map(({ logits }) => logits)).toEqual([
      [2.5, 2.5],
      [1, 2],
      [6, 6],
    ]);
    expect(sizes).toEqual([8, 1]);
  });

  it('run in several batches where the largest batch is smaller', async () => {
    const { infer, sizes } = fakeInfer();
    const outputs = await inferViews(infer, [picture(1, 2, 3, 4)], planOf(8, 3));
    expect(outputs).toEqual([{ logits: [2.5, 2.5], agreeingViews: 4 }]);
    expect(sizes).toEqual([3, 3, 2]);
  });

  it('fill a batch of a GPU up to a size that was warmed', async () => {
    const { infer, sizes } = fakeInfer();
    const outputs = await inferViews(infer, [picture(1, 2, 3, 4)], planOf(4, 6, 'gpu'));
    await inferViews(infer, [picture(1, 2, 3, 4)], planOf(8, 6, 'gpu'));
    expect(outputs).toEqual([{ logits: [2.5, 2.5], agreeingViews: 2 }]);
    expect(sizes).toEqual([4, 6, 2]);
  });

  it('give the embedding of the picture as it is', async () => {
    const { infer } = fakeInfer();
    const wanted = { ...picture(7, 2, 3, 4), extraOutputs: ['embedding'] as const };
    const [first, second] = await inferViews(infer, [picture(1, 2, 3, 4), wanted], planOf(4, 8));
    expect(first).not.toHaveProperty('embedding');
    expect(second?.embedding).toEqual(Float32Array.of(7));
  });

  it.each([
    [8, 1, 8],
    [8, 4, 2],
    [7, 4, 1],
    [1, 4, 1],
  ] as const)('fit into a batch of %i pictures: with %i views, those of %i images', (size, views, images) => {
    expect(imagesInBatch(size, views)).toBe(images);
  });
});
