import type { Classifier } from '@slc/classifier';
import type { Assessment, ModelManifest } from '@slc/domain';
import type { OutputTensor, RequestedOutput } from '@slc/rpc';
import { describe, expect, it } from 'vitest';
import type { Answered } from '../report-answers.js';
import type { FoundModel, InputKind } from './find-model.js';
import { configureModel, describeModel } from './model-tensors.js';
import { wantedOutputs } from './wanted-outputs.js';

const predictionSet = { coverage: 0.9 } as NonNullable<ModelManifest['predictionSet']>;

/** A model of three classes: only what its tensors are read from. */
function model(kind: InputKind, limits: Partial<ModelManifest> = { predictionSet }): FoundModel {
  const manifest = {
    labels: ['A', 'B', 'C'].map((id) => ({ id })),
    input: { height: 2, width: 3 },
    ...limits,
  };
  return { name: 'a-model', kind, classifier: { manifest, engine: 'tfjs-cpu' } as unknown as Classifier };
}

/** Of an answer only what tensors are made of. */
function answer(
  probabilities: readonly [number, number, number],
  assessment?: Partial<Assessment>,
): Answered {
  const predictions = probabilities
    .map((probability, index) => ({ class: 'ABC'.charAt(index), probability, logit: 10 * probability - 5 }))
    .toSorted((a, b) => b.probability - a.probability);
  return { topClass: predictions[0]?.class, predictions, assessment } as unknown as Answered;
}

const answers = [
  answer([0.125, 0.25, 0.625], { verdict: 'clear', predictionSet: { classes: ['C'], coverage: 0.9 } }),
  answer([0.5, 0.375, 0.125], {
    verdict: 'undecided',
    predictionSet: { classes: ['A', 'B'], coverage: 0.9 },
  }),
];

const asked = (name: string, ...parameters: [string, string | number | boolean][]): RequestedOutput => ({
  name,
  parameters: new Map(parameters),
});

const texts = (tensor: OutputTensor | undefined): string[] =>
  tensor?.datatype === 'BYTES' ? tensor.data.map((each) => Buffer.from(each).toString()) : [];

describe('the outputs of a model that takes images', () => {
  it('are all of them where none is named, classes in the order of the labels', () => {
    const made = wantedOutputs([], model('image'))(answers);
    const text = (...words: string[]) => words.map((word) => Buffer.from(word));
    expect(made).toEqual([
      {
        name: 'probabilities',
        datatype: 'FP32',
        shape: [2, 3],
        data: Float32Array.of(0.125, 0.25, 0.625, 0.5, 0.375, 0.125),
      },
      {
        name: 'logits',
        datatype: 'FP32',
        shape: [2, 3],
        data: Float32Array.of(-3.75, -2.5, 1.25, 0, -1.25, -3.75),
      },
      { name: 'class', datatype: 'BYTES', shape: [2], data: text('C', 'A') },
      {
        name: 'prediction_set',
        datatype: 'BOOL',
        shape: [2, 3],
        data: [false, false, true, true, true, false],
      },
      { name: 'verdict', datatype: 'BYTES', shape: [2], data: text('clear', 'undecided') },
    ]);
  });

  it('have no prediction sets where the model has none measured', () => {
    const made = wantedOutputs([], model('image', {}))(answers);
    expect(made.map(({ name }) => name)).toEqual(['probabilities', 'logits', 'class', 'verdict']);
  });

  it('come in the order in which they are asked for, the largest numbers as text where that is asked', () => {
    const wanted = [asked('class'), asked('logits', ['classification', 2]), asked('probabilities')];
    const [first, second, third] = wantedOutputs(wanted, model('image'))(answers);
    expect([first?.name, third?.datatype]).toEqual(['class', 'FP32']);
    expect(second).toMatchObject({ name: 'logits', datatype: 'BYTES', shape: [2, 2] });
    expect(texts(second)).toEqual(['1.250000:2:C', '-2.500000:1:B', '0.000000:0:A', '-1.250000:1:B']);
  });

  it('have as many classes as the model where more are asked for', () => {
    const wanted = [asked('probabilities', ['classification', 99])];
    expect(wantedOutputs(wanted, model('image'))(answers)).toMatchObject([{ shape: [2, 3] }]);
  });

  it.each<[RequestedOutput, RegExp]>([
    [asked('nothing'), /^outputs: expected some of probabilities, logits, .*, got "nothing"$/],
    [asked('verdict', ['classification', 1]), /^output verdict: expected no classification/],
    [asked('logits', ['classification', 0]), /classes from 1 on, got "0"$/],
    [asked('logits', ['classification', -1]), /got "-1"$/],
    [asked('logits', ['classification', 1.5]), /got "1.5"$/],
    [asked('logits', ['classification', '3']), /got "3"$/],
  ])('are refused for %o', (wanted, message) => {
    expect(() => wantedOutputs([wanted], model('image'))).toThrow(message);
  });
});

describe('a model that takes pixels', () => {
  it('gives probabilities alone', () => {
    const made = wantedOutputs([], model('pixels'))(answers);
    expect(made.map(({ name }) => name)).toEqual(['probabilities']);
    expect(() => wantedOutputs([asked('verdict')], model('pixels'))).toThrow(
      /expected some of probabilities, got/,
    );
  });

  it('is described with its size, as Triton’s image clients read it', () => {
    const found = model('pixels');
    expect(describeModel(found)).toMatchObject({
      platform: 'tensorflow_tfjs',
      inputs: [{ name: 'pixels', datatype: 'UINT8', shape: [-1, 2, 3, 3] }],
    });
    expect(configureModel(found, 64)).toMatchObject({
      maxBatchSize: 64,
      input: [{ dims: [2, 3, 3], isPicture: true }],
      output: [{ dims: [3], isPicture: false }],
    });
  });
});

it('a configuration has a dimension for each tensor, where metadata has none beside the images', () => {
  const found = model('image');
  expect(describeModel(found)).toMatchObject({ inputs: [{ shape: [-1] }] });
  expect(configureModel(found, 64)).toMatchObject({ input: [{ dims: [1], isPicture: false }] });
});
