import { SlcError } from '@slc/domain';
import { Network, readOnnxFile } from '@slc/onnx-file';
import { node, ownFile } from '@slc/onnx-file/testing';
import { describe, expect, it } from 'vitest';
import type { Examined } from './examine-network.js';
import { settleBatch } from './settle-batch.js';
import type { PicturePlace, Variant } from './trials.js';

const ALONE = [Float32Array.of(1, 2), Float32Array.of(3, -4), Float32Array.of(0.5, 6)] as const;

const EXAMINED: Examined = {
  outputs: {
    logits: { value: 'last', units: 2, of: 'logits' },
    embedding: { value: 'row', length: 1 },
    activations: null,
  },
  outputShape: [2],
  classes: 2,
  map: null,
  alone: ALONE,
};

type Rows = (places: readonly PicturePlace[], variant: Variant) => readonly number[] | SlcError;

const eachAlone = (places: readonly PicturePlace[]) => places.flatMap((place) => [...ALONE[place]]);

/** What becomes of a network that gives `rows` for the pictures of a batch. */
async function settled(rows: Rows, { operator = 'Relu', embeddings = 1 } = {}) {
  const network = new Network(readOnnxFile(ownFile({ nodes: [node(operator, 'last', ['image'])] })));
  const trials = {
    async together(variant: Variant, batches: readonly (readonly PicturePlace[])[]) {
      const given = [];
      for (const places of batches) {
        const values = rows(places, variant);
        if (values instanceof SlcError) return values;
        given.push(
          new Map([
            ['@logits', { dimensions: [values.length / 2, 2], values: Float32Array.from(values) }],
            ['@embedding', { dimensions: [], values: new Float32Array(places.length * embeddings) }],
          ]),
        );
      }
      return given;
    },
  };
  const { kind, reason, variant } = await settleBatch(network, { examined: EXAMINED, trials });
  return { kind, reason, batch: variant.batch, freesReshapes: variant.freesReshapes };
}

describe('how a network takes several pictures', () => {
  it('is together where each gives what it gives alone', async () => {
    expect(await settled(eachAlone)).toEqual({
      kind: 'together',
      reason: 'two and three pictures together give what each gives alone',
      batch: 'free',
      freesReshapes: false,
    });
  });

  it('is freed where only that makes it so', async () => {
    const refusal = new SlcError('unsupported_model', 'a shape of one');
    const rows: Rows = (places, { freesReshapes }) => (freesReshapes ? eachAlone(places) : refusal);
    expect(await settled(rows)).toMatchObject({
      kind: 'freed',
      reason: expect.stringContaining('before, it fails (a shape of one)'),
      batch: 'free',
      freesReshapes: true,
    });
  });

  it.each<[string, Rows, RegExp]>([
    [
      'another answer beside another picture',
      (places) => eachAlone(places).map((z) => z + 0.02 * places.length),
      /other answers/,
    ],
    [
      'what the first of a batch gives',
      (places) => places.flatMap(() => [...ALONE[places[0] ?? 0]]),
      /other answers/,
    ],
    ['the answers in another order', (places) => eachAlone([...places].sort()), /other answers/],
    ['no numbers', (places) => places.flatMap(() => [Number.NaN, Number.NaN]), /other answers/],
    ['one answer', () => [1, 2], /1 answers/],
    [
      'a fault with three of them',
      (places) => (places.length > 2 ? new SlcError('unsupported_model', 'no three') : eachAlone(places)),
      /fails \(no three\)/,
    ],
  ])('is one by one where several give %s', async (_, rows, reason) => {
    expect(await settled(rows)).toMatchObject({
      kind: 'one-by-one',
      batch: 'one',
      reason: expect.stringMatching(reason),
    });
  });

  it('is one by one where embeddings are missing', async () => {
    expect(await settled(eachAlone, { embeddings: 0.5 })).toMatchObject({
      kind: 'one-by-one',
      reason: expect.stringContaining('another number of embeddings'),
    });
  });

  it('is one by one in dynamic int8, whatever is given', async () => {
    expect(await settled(eachAlone, { operator: 'DynamicQuantizeLinear' })).toMatchObject({
      kind: 'one-by-one',
      reason: expect.stringContaining('dynamic int8'),
    });
  });
});
