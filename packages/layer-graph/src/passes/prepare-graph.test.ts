import { describe, expect, it } from 'vitest';
import { findFinalActivation, type Layer, type LayerGraph, prepareGraph, preparePasses } from '../index.js';
import { headCases, imagesFor, mixtureCases, runNaively } from '../testing/index.js';

const normalisation = { scale: 1 / 255, offset: -0.5 };

/** The last digits of float32, in which the folded weights are. */
function expectNear(given: Iterable<number> | undefined, expected: Iterable<number>): void {
  const values = [...(given ?? [])];
  const wanted = [...expected];
  expect(values.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries()) expect(values[i]).toBeCloseTo(value, 5);
}

/** What a caller makes of the logits. */
function softmax(logits: ArrayLike<number>): readonly number[] {
  const powers = Array.from(logits, Math.exp);
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
}

describe.each([...headCases(), ...mixtureCases()])('prepareGraph: $name', ({ graph, embedding }) => {
  const prepared = prepareGraph(graph, { scale: 1, offset: 0 });
  const images = imagesFor(graph);

  it(embedding ? `gives ${embedding} as the embedding` : 'gives no embedding', () => {
    if (embedding === null) expect(prepared.outputs).not.toHaveProperty('embedding');
    else {
      const value: LayerGraph = { ...graph, outputs: { logits: embedding } };
      for (const image of images) {
        expectNear(runNaively(prepared, image).embedding, runNaively(value, image).logits);
      }
    }
  });

  it('gives logits that mean what the network gave', () => {
    const { way } = findFinalActivation(graph);
    for (const image of images) {
      const given = [...runNaively(graph, image).logits];
      const { logits } = runNaively(prepared, image);
      const [first = 0] = given;
      if (way?.kind === 'as-given') expectNear(logits, given.length > 1 ? given : [0, first]);
      else if (given.length === 1) expectNear(softmax(logits), [1 - first, first]);
      else {
        const sum = given.reduce((total, value) => total + value);
        expectNear(
          softmax(logits),
          given.map((value) => value / sum),
        );
      }
    }
  });

  it('leaves for the logits what it would leave without an embedding', () => {
    const { markEmbedding: _, ...others } = preparePasses;
    const alone = Object.values(others).reduce((rewritten, pass) => pass(rewritten), graph);
    const names = (layers: readonly Layer[]) => layers.map(({ kind, name }) => `${kind} ${name}`);
    expect(names(prepared.layers.filter(({ name }) => !name.endsWith('/embedding')))).toEqual(
      names(alone.layers),
    );
  });
});

it('prepareGraph takes pixels as they come', () => {
  const [{ graph } = { graph: { layers: [], outputs: { logits: '' } } }] = headCases();
  const [image = new Uint8Array()] = imagesFor(graph);
  const scaled = Array.from(image, (value) => value * normalisation.scale + normalisation.offset);
  expectNear(runNaively(prepareGraph(graph, normalisation), image).logits, runNaively(graph, scaled).logits);
});
