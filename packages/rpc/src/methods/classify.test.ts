import { type Assessment, type ClassifiedImage, SlcError } from '@slc/domain';
import { describe, expect, test } from 'vitest';
import { exampleAnswer } from '../../tests/examples.js';
import type { ClassifyResponse } from '../generated/classifier/v1/ClassifyResponse.js';
import { CLASSIFIER } from '../service-definition.js';
import { fromClassifyResponse, toClassifyResponse } from './classify.js';
import { fromOptionsMessage, type ImageWishes, toOptionsMessage } from './classify-options.js';

const { malignantProbability: _, ...withoutMalignancy } = exampleAnswer.classification;

const { assessment } = exampleAnswer.classification;
const assessedAs = (changes: Partial<Assessment>): ClassifiedImage => ({
  ...exampleAnswer,
  classification: { ...exampleAnswer.classification, assessment: { ...assessment, ...changes } },
});
const { guessed: ___, ...described } = exampleAnswer.classification.model;
const { explanation: __, ...withoutMap } = exampleAnswer.classification;
const withoutExplanation: ClassifiedImage = { classification: withoutMap, preview: null };

describe('what goes through the wire comes out the same', () => {
  test.each<[string, ClassifiedImage]>([
    ['an answer', exampleAnswer],
    ['an answer without a preview', { ...exampleAnswer, preview: null }],
    [
      'an answer of a model whose labels tell no malignancy',
      { ...exampleAnswer, classification: withoutMalignancy },
    ],
    [
      'an answer of a model of which nothing was guessed',
      { ...exampleAnswer, classification: { ...exampleAnswer.classification, model: described } },
    ],
    ['an answer without an explanation or its pictures', withoutExplanation],
    [
      'an answer whose explanation was left out',
      { ...withoutExplanation, explanationError: new SlcError('overloaded', 'no room') },
    ],
    [
      'a malignant probability of 0',
      { ...exampleAnswer, classification: { ...withoutMalignancy, malignantProbability: 0 } },
    ],
    [
      'a clear answer of a model without any measured limit, and of one view',
      assessedAs({
        verdict: 'clear',
        reasons: [],
        predictionSet: null,
        outlier: null,
        quality: [],
        views: null,
      }),
    ],
    ['an answer that no view agrees with', assessedAs({ views: { count: 8, agreeing: 0 } })],
    ['an outlier score below 0', assessedAs({ outlier: { score: -0.25, unusableFrom: 1 } })],
  ])('%s', (_, answer) => {
    expect(fromClassifyResponse(overWire(toClassifyResponse(answer)))).toEqual(answer);
  });
});

describe('an answer that breaks the contract is refused', () => {
  const sent = toClassifyResponse(exampleAnswer);
  test.each<[string, ClassifyResponse, RegExp]>([
    ['an empty message', {}, /expected image, got none/],
    ['no top class', { ...sent, topClass: '' }, /expected topClass, got an empty string/],
    ['a prediction without a class', { ...sent, predictions: [{}] }, /expected predictions\.class, got an/],
    ['no assessment', { ...sent, assessment: null }, /expected assessment, got none/],
    ['another verdict', { ...sent, assessment: { verdict: 'sure' } }, /assessment\.verdict.*"sure"/],
    [
      'another reason',
      { ...sent, assessment: { ...sent.assessment, reasons: ['hairy'] } },
      /assessment\.reasons.*"hairy"/,
    ],
    [
      'another figure',
      { ...sent, assessment: { ...sent.assessment, quality: [{ code: 'hair' }] } },
      /assessment\.quality\.code.*"hair"/,
    ],
    ['no model', { ...sent, model: null }, /expected model, got none/],
    ['another guess', { ...sent, model: { ...sent.model, guessed: ['age'] } }, /model\.guessed.*"age"/],
    ['no timings', { ...sent, timingsMs: null }, /expected timingsMs/],
    ['another method', { ...sent, explanation: { ...sent.explanation, method: 'lime' } }, /method.*"lime"/],
    ['a map of no class', { ...sent, explanation: { ...sent.explanation, class: '' } }, /explanation\.class/],
    [
      'a map without a check',
      { ...sent, explanation: { ...sent.explanation, check: null } },
      /explanation\.check/,
    ],
    ['another picture', { ...sent, pictures: { selfie: Buffer.of(1) } }, /pictures.*"selfie"/],
    [
      'another reason to leave a map out',
      { ...sent, explanationError: { code: 'none' } },
      /explanationError/,
    ],
    ['another image format', { ...sent, image: { format: 'none' } }, /image\.format.*"none"/],
  ])('%s', (_, message, expected) => {
    const read = () => fromClassifyResponse(overWire(message));
    expect(read).toThrow(SlcError);
    expect(read).toThrow(
      expect.objectContaining({ code: 'internal', message: expect.stringMatching(expected) }),
    );
  });
});

describe('what an image’s sender asks for', () => {
  const read = (wishes: object) => {
    const message = CLASSIFIER.Classify.requestSerialize({ options: toOptionsMessage(wishes) });
    return fromOptionsMessage(CLASSIFIER.Classify.requestDeserialize(message).options);
  };

  test.each<ImageWishes>([
    { preview: true, explanationOptional: false },
    { preview: false, explanationOptional: true, explain: 'score-cam', pictures: ['overlay', 'analysed'] },
  ])('comes out as it went in: %o', (wishes) => {
    expect(read(wishes)).toEqual(wishes);
  });

  test.each([
    [{ explain: 'lime' }, /options\.explain: expected one of grad-cam, hirescam, score-cam, got "lime"/],
    [
      { pictures: ['analysed', 'selfie'] },
      /options\.pictures: expected one of analysed, overlay, blended, got "selfie"/,
    ],
  ])('is refused where it is %o', (wishes, expected) => {
    expect(() => read(wishes)).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(expected) }),
    );
  });
});

function overWire(message: ClassifyResponse) {
  return CLASSIFIER.Classify.responseDeserialize(CLASSIFIER.Classify.responseSerialize(message));
}
