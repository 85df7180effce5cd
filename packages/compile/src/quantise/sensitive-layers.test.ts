import { describe, expect, it } from 'vitest';
import { findSensitiveLayers } from './sensitive-layers.js';

const layers = Array.from({ length: 60 }, (_, i) => `layer-${i}`);

/** Each layer loses its own part; others lose a little. */
function losing(parts: Readonly<Record<string, number>>) {
  const measured: (readonly string[])[] = [];
  const lossOf = (layer: string) => parts[layer] ?? 0.001;
  return {
    measured,
    async measure(float: readonly string[]) {
      measured.push(float);
      return layers.filter((layer) => !float.includes(layer)).reduce((sum, layer) => sum + lossOf(layer), 0);
    },
  };
}

describe('findSensitiveLayers', () => {
  it('finds the layers that lose most, in their order, with fewer measurements than layers', async () => {
    const { measure, measured } = losing({ 'layer-41': 0.5, 'layer-7': 0.3 });
    const found = await findSensitiveLayers(layers, measure);
    expect(found.float).toEqual(['layer-7', 'layer-41']);
    expect(found.before).toBeCloseTo(0.858);
    expect(found.after).toBeCloseTo(0.058);
    expect(measured.length).toBeLessThan(30);
  });

  it('finds several in one block', async () => {
    const { measure } = losing({ 'layer-10': 0.4, 'layer-13': 0.5, 'layer-14': 0.3 });
    const found = await findSensitiveLayers(layers, measure);
    expect(found.float).toEqual(['layer-10', 'layer-13', 'layer-14']);
  });

  it('leaves none float where the loss is spread over all, or small', async () => {
    expect((await findSensitiveLayers(layers, losing({}).measure)).float).toEqual([]);
    const small = async (float: readonly string[]) => (float.includes('layer-3') ? 0 : 0.001);
    expect((await findSensitiveLayers(layers, small)).float).toEqual([]);
  });

  it('leaves no more than a tenth of the layers float', async () => {
    const parts = Object.fromEntries(layers.slice(0, 20).map((layer, i) => [layer, 1.5 ** -i]));
    const { measure, measured } = losing(parts);
    const found = await findSensitiveLayers(layers, measure);
    expect(found.float).toEqual(layers.slice(0, 6));
    expect(measured.length).toBeLessThanOrEqual(48);
  });

  it('leaves out a layer that adds nothing to another', async () => {
    const measure = async (float: readonly string[]) =>
      float.includes('layer-3') || float.includes('layer-33') ? 0.5 : 1;
    expect((await findSensitiveLayers(layers, measure)).float).toHaveLength(1);
  });

  it('measures what there is of a network with one layer, and of one that loses nothing', async () => {
    expect(await findSensitiveLayers(['only'], async (float) => 1 - float.length)).toEqual({
      float: ['only'],
      before: 1,
      after: 0,
    });
    expect((await findSensitiveLayers(layers, async () => 0)).float).toEqual([]);
  });

  it('says before each measurement how many it may take', async () => {
    const steps: number[] = [];
    const { measure, measured } = losing({ 'layer-41': 0.5 });
    await findSensitiveLayers(layers, measure, {
      onMeasure: ({ done, most }) => {
        expect(done).toBeLessThan(most);
        steps.push(done);
      },
    });
    expect(steps).toEqual(measured.map((_, i) => i));
  });
});
