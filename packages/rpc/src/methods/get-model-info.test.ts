import { type ModelInfo, type ModelManifest, modelState, SlcError } from '@slc/domain';
import { describe, expect, test } from 'vitest';
import { exampleAnswer, fullManifest, sparseManifest } from '../../tests/examples.js';
import type { GetModelInfoResponse } from '../generated/classifier/v1/GetModelInfoResponse.js';
import { CLASSIFIER } from '../service-definition.js';
import { fromGetModelInfoResponse, toGetModelInfoResponse } from './get-model-info.js';

const served: ModelInfo = {
  state: modelState('ready'),
  model: exampleAnswer.classification.model,
  engine: 'onnx',
  manifest: fullManifest,
};

const client = {};

describe('what goes through the wire comes out the same', () => {
  test.each<[string, ModelInfo]>([
    ['everything known of a model that serves', served],
    [
      'a manifest of which much is unknown',
      {
        state: { phase: 'fetching', reason: 'on its way', bytesDone: 0, bytesTotal: 247_255_104 },
        model: null,
        engine: null,
        manifest: sparseManifest,
      },
    ],
    [
      'a model without even a manifest',
      { state: modelState('failed', 'no such file'), model: null, engine: null, manifest: null },
    ],
  ])('%s', (_, info) => {
    expect(fromGetModelInfoResponse(overWire(toGetModelInfoResponse(info)), client)).toEqual(info);
  });

  test('a figure of 0 stays apart from one that is not known', () => {
    const [evaluation] = sparseManifest.evaluations;
    const manifest = { ...sparseManifest, evaluations: evaluation ? [{ ...evaluation, ece: 0 }] : [] };
    const received = fromGetModelInfoResponse(
      overWire(toGetModelInfoResponse({ ...served, manifest })),
      client,
    );
    expect(received.manifest?.evaluations[0]).toMatchObject({ ece: 0, nll: null });
  });
});

test('a manifest of a newer worker is read without the keys that we do not know', () => {
  const sent = toGetModelInfoResponse(served);
  const manifestJson = JSON.stringify({ ...JSON.parse(sent.manifestJson ?? ''), cards: [] });
  expect(fromGetModelInfoResponse(overWire({ ...sent, manifestJson }), client)).toEqual(served);
});

test('a manifest is parsed once for all answers that carry it, and another one again', () => {
  const readAgain = (manifest: ModelManifest) =>
    fromGetModelInfoResponse(overWire(toGetModelInfoResponse({ ...served, manifest })), client).manifest;
  const parsed = readAgain(fullManifest);
  expect(readAgain({ ...fullManifest })).toBe(parsed);
  expect(readAgain(sparseManifest)).toEqual(sparseManifest);
  expect(readAgain(fullManifest)).toEqual(fullManifest);
});

test('programs find what they need beside the manifest', () => {
  expect(overWire(toGetModelInfoResponse(served))).toMatchObject({
    id: 'a-model',
    revision: '97a25e6b71c4b426c259b747a6c49d235c2dade7',
    labels: ['benign', 'malignant'],
    inputHeight: 224,
    inputWidth: 192,
    temperature: 2.77,
    licence: 'CC-BY-NC-4.0',
    standIn: true,
    guessed: ['scaling'],
  });
});

describe('an answer that breaks the contract is refused', () => {
  test.each<[string, GetModelInfoResponse, RegExp]>([
    ['no state', {}, /expected state, got none/],
    ['a phase that we do not know', { state: { phase: 'asleep' } }, /state\.phase.*"asleep"/],
    ['an empty manifest', { state: { phase: 'ready' }, manifestJson: '{}' }, /manifestJson: .*source/],
    ['a manifest that is no JSON', { state: { phase: 'ready' }, manifestJson: '{' }, /manifestJson/],
  ])('%s', (_, message, expected) => {
    const read = () => fromGetModelInfoResponse(overWire(message), client);
    expect(read).toThrow(SlcError);
    expect(read).toThrow(
      expect.objectContaining({ code: 'internal', message: expect.stringMatching(expected) }),
    );
  });
});

function overWire(message: GetModelInfoResponse) {
  return CLASSIFIER.GetModelInfo.responseDeserialize(CLASSIFIER.GetModelInfo.responseSerialize(message));
}
