import type { OutputName } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { EngineOutputs, Infer } from '../engine.js';
import { Batcher } from './batcher.js';
import { ByteBudget } from './byte-budget.js';
import { type ImageOutputs, inferImages, type WantedImage } from './infer-images.js';

/** Logits are the image's first byte, twice; the embedding is the image. */
function fakeInfer() {
  const asked: { images: number; outputs: readonly OutputName[] }[] = [];
  const infer: Infer = async <Name extends OutputName>(
    images: readonly Uint8Array[],
    outputs: readonly Name[],
  ) => {
    asked.push({ images: images.length, outputs });
    const all: EngineOutputs = {
      logits: Float32Array.from(images.flatMap(([first = 0]) => [first, first])),
      embedding: Float32Array.from(images.flatMap((image) => [...image])),
      activations: new Float32Array(),
      gradCam: new Float32Array(),
      hiResCam: new Float32Array(),
    };
    const given: EngineOutputs<Name> = all;
    return given;
  };
  return { asked, infer };
}

const plain = (first: number): WantedImage => ({ pixels: Uint8Array.of(first, 0, 0) });
const embedded = (first: number): WantedImage => ({ ...plain(first), extraOutputs: ['embedding'] });

describe('inferring images', () => {
  it('asks for logits alone unless an image wants more', async () => {
    const { asked, infer } = fakeInfer();
    const outputs = await inferImages(infer, [plain(1), plain(2)]);
    expect(asked).toEqual([{ images: 2, outputs: ['logits'] }]);
    expect(outputs).toEqual([{ logits: Float32Array.of(1, 1) }, { logits: Float32Array.of(2, 2) }]);
  });

  it('asks for what any image of a batch wants, once, and gives each image its own part', async () => {
    const { asked, infer } = fakeInfer();
    const outputs = await inferImages(infer, [plain(1), embedded(2), embedded(3)]);
    expect(asked).toEqual([{ images: 3, outputs: ['logits', 'embedding'] }]);
    expect(outputs).toEqual([
      { logits: Float32Array.of(1, 1) },
      { logits: Float32Array.of(2, 2), embedding: Float32Array.of(2, 0, 0) },
      { logits: Float32Array.of(3, 3), embedding: Float32Array.of(3, 0, 0) },
    ]);
  });

  it('fills a batch up to its size, and gives nothing for the copies', async () => {
    const { asked, infer } = fakeInfer();
    const outputs = await inferImages(infer, [embedded(1)], 4);
    expect(asked).toEqual([{ images: 4, outputs: ['logits', 'embedding'] }]);
    expect(outputs).toEqual([{ logits: Float32Array.of(1, 1), embedding: Float32Array.of(1, 0, 0) }]);
  });

  it('gives callers that share a batch what each of them wants', async () => {
    const { asked, infer } = fakeInfer();
    const batcher = new Batcher<WantedImage, ImageOutputs>({
      maxBatchSize: 2,
      maxDelayMs: 0,
      limit: 4,
      bytes: new ByteBudget(100),
      maxOutageMs: 1_000,
      run: (images) => inferImages(infer, images),
    });
    const answers = [plain(1), embedded(2)].map((image) => batcher.reserve({ bytes: 3 }).submit(image, 3));
    batcher.setConcurrency(1);
    const [first, second] = await Promise.all(answers);
    expect(asked).toEqual([{ images: 2, outputs: ['logits', 'embedding'] }]);
    expect(first?.output).toEqual({ logits: Float32Array.of(1, 1) });
    expect(second?.output.embedding).toEqual(Float32Array.of(2, 0, 0));
  });
});
