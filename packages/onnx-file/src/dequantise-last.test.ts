import { expect, it } from 'vitest';
import { dequantiseLast } from './dequantise-last.js';
import { findHead } from './find-head.js';
import { Network } from './network.js';
import { readOnnxFile } from './read/model.js';
import { node, ownFile } from './testing/own-file.js';

it.each([
  ['QLinearSoftmax', 'softmax'],
  ['QLinearSigmoid', 'sigmoid'],
] as const)(
  'a %s at the end is cut off as a %s: its input’s floats are the logits',
  (operator, activation) => {
    const bytes = ownFile({
      nodes: [
        node('QuantizeLinear', 'bytes', ['image', 'scale', 'zero']),
        {
          ...node(operator, 'activated', ['bytes', 'scale', 'zero', 'out-scale', 'out-zero']),
          domain: 'com.microsoft',
        },
        node('DequantizeLinear', 'end', ['activated', 'out-scale', 'out-zero']),
      ],
    });
    const network = new Network(dequantiseLast(readOnnxFile(bytes), 'end'));
    const { finalActivation, logits } = findHead(network, 'end');
    expect(finalActivation).toBe(activation);
    expect(network.makerOf(logits)).toMatchObject({
      operator: 'DequantizeLinear',
      inputs: ['bytes', 'scale', 'zero'],
    });
  },
);
