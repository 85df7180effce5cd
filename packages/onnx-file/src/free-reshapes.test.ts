import { describe, expect, it } from 'vitest';
import { freedReshape } from './free-reshapes.js';
import { Network } from './network.js';
import { readOnnxFile } from './read/model.js';
import { nodeMessage, readNode } from './read/node.js';
import { integersOfTensor, readTensor } from './read/tensor.js';
import { bytesOf, integerTensor, node, ownFile } from './testing/own-file.js';
import type { OnnxNode } from './write/messages.js';

const PLACES = Array.from({ length: 12 }, (_, i) => i);

function freed(last: OnnxNode, shape: readonly number[]) {
  const constants = [integerTensor('shape', shape), integerTensor('places', PLACES, [1, 3, 4])];
  const file = readOnnxFile(ownFile({ nodes: [last], initializers: constants }));
  const [read] = file.nodes;
  const found = read && freedReshape(new Network(file), read);
  return (
    found && {
      node: readNode(bytesOf(nodeMessage(found.node))),
      shape: integersOfTensor(readTensor(bytesOf(found.shape)), null),
    }
  );
}

const RESHAPE = node('Reshape', 'out', ['image', 'shape']);

describe('freedReshape', () => {
  it.each([
    ['lets the batch follow from the rest', [1, 3, 4], [-1, 3, 4]],
    ['takes the batch as it is where another axis follows', [1, -1], [0, -1]],
  ])('%s', (_, shape, expected) => {
    const reshape = freed(RESHAPE, shape);
    expect(reshape?.shape).toEqual(expected);
    expect(reshape?.node).toMatchObject({ operator: 'Reshape', inputs: ['image', '@shape of out'] });
  });

  it('makes a Reshape of a Gather that takes every value', () => {
    const gather = freed(node('Gather', 'out', ['image', 'places']), [1]);
    expect(gather?.node).toMatchObject({ operator: 'Reshape', outputs: ['out'] });
    expect(gather?.shape).toEqual([-1, 3, 4]);
  });

  it.each([
    ['whose first axis is not one', RESHAPE, [2, 3]],
    ['of one axis', RESHAPE, [1]],
    ['in which 0 means none', { ...RESHAPE, attributes: { allowzero: 1 } }, [1, -1]],
    ['to a shape that is computed', node('Reshape', 'out', ['image', 'image']), [1, 3]],
    ['of the file’s own', { ...RESHAPE, domain: 'own' }, [1, 3]],
  ])('leaves a Reshape %s alone', (_, last, shape) => {
    expect(freed(last, shape)).toBeNull();
  });
});
