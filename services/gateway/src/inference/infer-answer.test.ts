import type { InferAnswer } from '@slc/rpc';
import { expect, it } from 'vitest';
import { toHttpInferAnswer } from './infer-answer.js';

const answer: InferAnswer = {
  modelName: 'a-model',
  modelVersion: '1',
  id: 'seven',
  parameters: new Map<string, string | boolean>([
    ['temperature', '2.77'],
    ['stand_in', true],
  ]),
  outputs: [
    { name: 'probabilities', datatype: 'FP32', shape: [1, 2], data: Float32Array.of(0.1, 1 / 3) },
    { name: 'class', datatype: 'BYTES', shape: [1], data: [Buffer.from('é')] },
    { name: 'prediction_set', datatype: 'BOOL', shape: [1, 2], data: [true, false] },
  ],
  isRaw: true,
};

const about = {
  model_name: 'a-model',
  model_version: '1',
  id: 'seven',
  parameters: { temperature: '2.77', stand_in: true },
};

it('an answer in JSON has every element in a list, a float32 in the nine digits that tell it from others', () => {
  const { head, binary } = toHttpInferAnswer(answer, () => false);
  expect(binary).toEqual([]);
  const { outputs, ...rest } = JSON.parse(JSON.stringify(head));
  expect(rest).toEqual(about);
  expect(outputs).toEqual([
    { name: 'probabilities', datatype: 'FP32', shape: [1, 2], data: [0.100000001, 0.333333343] },
    { name: 'class', datatype: 'BYTES', shape: [1], data: ['é'] },
    { name: 'prediction_set', datatype: 'BOOL', shape: [1, 2], data: [true, false] },
  ]);
  expect(Float32Array.from(outputs[0].data)).toEqual(answer.outputs[0]?.data);
});

it('an answer has each output in the form that was asked for, the binary ones in their order', () => {
  const { head, binary } = toHttpInferAnswer({ ...answer, id: '' }, (name) => name !== 'class');
  const { outputs, ...rest } = JSON.parse(JSON.stringify(head));
  expect(rest).toEqual({ ...about, id: undefined });
  expect(outputs).toEqual([
    { name: 'probabilities', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } },
    { name: 'class', datatype: 'BYTES', shape: [1], data: ['é'] },
    { name: 'prediction_set', datatype: 'BOOL', shape: [1, 2], parameters: { binary_data_size: 2 } },
  ]);
  expect(binary.map((bytes) => bytes.toString('hex'))).toEqual(['cdcccc3dabaaaa3e', '0100']);
});
