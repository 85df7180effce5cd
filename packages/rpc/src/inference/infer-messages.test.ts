import { describe, expect, it } from 'vitest';
import { INFERENCE } from '../service-definition.js';
import { fromInferResponseMessage, toInferResponseMessage } from './infer-messages.js';
import type { InferAnswer } from './tensors.js';

const { responseSerialize, responseDeserialize } = INFERENCE.ModelInfer;

const answer: InferAnswer = {
  modelName: 'a-model',
  modelVersion: '1',
  id: 'seven',
  parameters: new Map<string, string | number | boolean>([
    ['temperature', '2.77'],
    ['stand_in', true],
    ['images', 2],
  ]),
  outputs: [
    { name: 'probabilities', datatype: 'FP32', shape: [2, 2], data: Float32Array.of(0.25, 0.75, 1, 0) },
    { name: 'class', datatype: 'BYTES', shape: [2], data: [Buffer.from('MEL'), Buffer.from('é')] },
    { name: 'prediction_set', datatype: 'BOOL', shape: [2, 2], data: [true, false, false, true] },
  ],
  isRaw: true,
};

const overTheWire = (given: InferAnswer) =>
  responseDeserialize(responseSerialize(toInferResponseMessage(given)));

describe.each([true, false])('an answer, raw: %s', (isRaw) => {
  it('comes back as it was sent', () => {
    const given = { ...answer, isRaw };
    expect(fromInferResponseMessage(overTheWire(given))).toEqual(given);
  });
});

it('has raw contents in the order of its outputs, and no typed ones beside them', () => {
  const { outputs, rawOutputContents } = overTheWire(answer);
  expect(outputs.map(({ contents }) => contents)).toEqual([null, null, null]);
  expect(rawOutputContents.map((content) => content.toString('hex'))).toEqual([
    '0000803e0000403f0000803f00000000',
    '030000004d454c02000000c3a9',
    '01000001',
  ]);
});

it('refuses an answer whose numbers are not those of its shape', () => {
  const message = overTheWire(answer);
  const [first = Buffer.alloc(0), ...others] = message.rawOutputContents;
  const cut = { ...message, rawOutputContents: [first.subarray(4), ...others] };
  expect(() => fromInferResponseMessage(cut)).toThrow(
    /^The worker's answer: tensor "probabilities": expected 4 elements by its shape \[2,2\], got 3/,
  );
});
