import { describe, expect, it } from 'vitest';
import { Network, takesBytesDynamically } from './network.js';
import { readOnnxFile } from './read/model.js';
import { node, ownFile, ownFunction } from './testing/own-file.js';

const call = (operator: string, name: string, input: string) => {
  return { ...node(operator, name, [input]), domain: 'own' };
};

const quantise = {
  ...node('DynamicQuantizeLinear', 'y', ['x']),
  outputs: ['y', 'step', 'zero'],
};

describe('a network', () => {
  it('takes bytes dynamically, be it inside a function that a function calls', () => {
    const more = [...ownFunction('Outer', [call('Inner', 'y', 'x')]), ...ownFunction('Inner', [quantise])];
    const network = new Network(readOnnxFile(ownFile({ nodes: [call('Outer', 'out', 'image')], more })));
    expect(takesBytesDynamically(network)).toBe(true);
    expect(network.isQuantised()).toBe(true);
  });

  it('does not for what a function of its own is called', () => {
    const more = ownFunction('DynamicQuantizeLinear', [node('Relu', 'y', ['x'])]);
    const nodes = [call('DynamicQuantizeLinear', 'out', 'image')];
    const network = new Network(readOnnxFile(ownFile({ nodes, more })));
    expect(takesBytesDynamically(network)).toBe(false);
    expect(network.isQuantised()).toBe(false);
  });

  it('counts the operators of functions that call each other once', () => {
    const more = [...ownFunction('A', [call('B', 'y', 'x')]), ...ownFunction('B', [call('A', 'y', 'x')])];
    const network = new Network(readOnnxFile(ownFile({ nodes: [call('A', 'out', 'image')], more })));
    expect(network.operatorsOf(network.file.nodes)).toEqual(['own:A', 'own:B']);
  });
});
