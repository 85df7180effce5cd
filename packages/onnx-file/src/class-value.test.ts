import { describe, expect, it } from 'vitest';
import { classValue } from './class-value.js';
import { Network } from './network.js';
import { readOnnxFile } from './read/model.js';
import { node, ownFile } from './testing/own-file.js';
import { ELEMENT_TYPE, type OnnxNode } from './write/messages.js';

function takenOf(nodes: readonly OnnxNode[], outputType?: number) {
  const output = nodes.at(-1)?.name ?? '';
  const network = new Network(readOnnxFile(ownFile({ nodes, ...(outputType && { outputType }) })));
  return classValue(network, output);
}

const SOFTMAX = node('Softmax', 'p', ['image']);

describe('classValue', () => {
  it('takes an output as it is', () => {
    expect(takenOf([SOFTMAX])).toBe('p');
  });

  it('takes what a ZipMap reads, and what was a float before it became a byte', () => {
    expect(takenOf([SOFTMAX, { ...node('ZipMap', 'words', ['p']), domain: 'ai.onnx.ml' }])).toBe('p');
    expect(takenOf([SOFTMAX, node('QuantizeLinear', 'bytes', ['p', 's', 'z'])], ELEMENT_TYPE.uint8)).toBe(
      'p',
    );
  });

  it.each([
    ['ArgMax', /^model output end: .*it gives the number of the top class \(ArgMax\): export the network/],
    ['TopK', /^model output end: .*it gives the largest, in an order of each picture’s own \(TopK\)/],
    ['SequenceConstruct', /it gives a list/],
  ])('refuses a %s, also behind a change of type', (operator, words) => {
    const last = node(operator, 'chosen', ['p']);
    expect(() => takenOf([SOFTMAX, last, node('Cast', 'end', ['chosen'])])).toThrow(words);
  });

  it('refuses whole numbers by their type', () => {
    const unknown = { ...node('Pick', 'end', ['p']), domain: 'com.microsoft' };
    expect(() => takenOf([SOFTMAX, unknown], ELEMENT_TYPE.int64)).toThrow(
      /it gives int64, as the numbers of classes are: export the network up to its logits/,
    );
  });
});
