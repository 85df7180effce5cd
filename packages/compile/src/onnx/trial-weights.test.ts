import { type FileTensor, type Message, readOnnxFile } from '@slc/onnx-file';
import { elsewhere, node, ones, ownFile } from '@slc/onnx-file/testing';
import { describe, expect, it } from 'vitest';
import { TrialWeights } from './trial-weights.js';

const NODES = [node('Conv', 'last', ['image', 'large'])];
const PAGE_BYTES = 4096;

function tensorsOf(...initializers: readonly Message[]): ReadonlyMap<string, FileTensor> {
  return readOnnxFile(ownFile({ nodes: NODES, initializers })).initializers;
}

/** As long as a weight that is not kept in the model. */
const outside = { byteLength: 5 * PAGE_BYTES - 1, bytes: () => new Uint8Array(5 * PAGE_BYTES - 1).fill(7) };

describe('the weights of a network that is tried', () => {
  const tensors = tensorsOf(
    ones('large', 64, 3, 8, 8),
    ones('small', 8),
    elsewhere('far', { location: 'far.bin', length: String(outside.byteLength) }),
  );
  const weights = new TrialWeights(tensors.values(), { lazy: () => outside }, '/tmp/scratch/trial.weights');
  const written = Buffer.concat([...weights.chunks()]);
  const messages = [...tensors.values()].map((tensor) => weights.message(tensor));
  const placed = tensorsOf(...messages);

  it.each([
    ['large', 64 * 3 * 8 * 8 * 4, Buffer.from(new Float32Array(64 * 3 * 8 * 8).fill(1).buffer)],
    ['far', outside.byteLength, Buffer.from(outside.bytes())],
  ])('lie in one file beside it, each at a page: %s', (name, length, values) => {
    const { external } = placed.get(name) ?? {};
    expect(external).toMatchObject({ location: 'trial.weights', length });
    const { offset = -1 } = external ?? {};
    expect(offset % PAGE_BYTES).toBe(0);
    expect(written.subarray(offset, offset + length).equals(values)).toBe(true);
  });

  it('stay in the model where they are small', () => {
    expect(placed.get('small')).toEqual(tensors.get('small'));
    expect(written).toHaveLength((12 + 5) * PAGE_BYTES);
  });
});
