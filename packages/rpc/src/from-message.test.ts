import { type ClassifiedImage, type ModelInfo, modelState, SlcError } from '@slc/domain';
import { describe, expect, test } from 'vitest';
import { exampleAnswer, fullManifest, sparseManifest } from '../tests/examples.js';
import { fromClassifyResponse, fromGetModelInfoResponse } from './from-message.js';
import type { ClassifyResponse } from './generated/classifier/v1/ClassifyResponse.js';
import type { GetModelInfoResponse } from './generated/classifier/v1/GetModelInfoResponse.js';
import { ClassifierStub } from './service-definition.js';
import { toClassifyResponse, toGetModelInfoResponse } from './to-message.js';

const { Classify, GetModelInfo } = ClassifierStub.service;

describe('what goes through the wire comes out the same', () => {
  test.each<[string, ClassifiedImage]>([
    ['an answer', exampleAnswer],
    ['an answer without a preview', { ...exampleAnswer, preview: null }],
  ])('%s', (_, answer) => {
    expect(fromClassifyResponse(classifyOverWire(toClassifyResponse(answer)))).toEqual(answer);
  });

  test.each<[string, ModelInfo]>([
    [
      'everything known of a model that serves',
      {
        state: modelState('ready'),
        model: exampleAnswer.classification.model,
        engine: 'onnx',
        manifest: fullManifest,
      },
    ],
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
    expect(fromGetModelInfoResponse(infoOverWire(toGetModelInfoResponse(info)))).toEqual(info);
  });

  test('a figure of 0 stays apart from one that is not known', () => {
    const [evaluation] = sparseManifest.evaluations;
    const manifest = { ...sparseManifest, evaluations: evaluation ? [{ ...evaluation, ece: 0 }] : [] };
    const info: ModelInfo = { state: modelState('ready'), model: null, engine: null, manifest };
    const received = fromGetModelInfoResponse(infoOverWire(toGetModelInfoResponse(info)));
    expect(received.manifest?.evaluations[0]).toMatchObject({ ece: 0, nll: null });
  });
});

describe('an answer that breaks the contract is refused', () => {
  test.each<[string, ClassifyResponse, RegExp]>([
    ['an empty message', {}, /expected image, got none/],
    ['no model', { ...sentAnswer(), model: null }, /expected model, got none/],
    ['no timings', { ...sentAnswer(), timings_ms: null }, /expected timings_ms/],
    ['another image format', { ...sentAnswer(), image: { format: 'gif' } }, /image\.format.*"gif"/],
  ])('%s', (_, message, expected) => {
    expectInternal(() => fromClassifyResponse(classifyOverWire(message)), expected);
  });

  test.each<[string, GetModelInfoResponse, RegExp]>([
    ['no state', {}, /expected state, got none/],
    ['a phase that we do not know', { state: { phase: 'asleep' } }, /state\.phase.*"asleep"/],
    ['an empty manifest', { state: { phase: 'ready' }, manifest: {} }, /expected manifest\.source, got none/],
  ])('%s', (_, message, expected) => {
    expectInternal(() => fromGetModelInfoResponse(infoOverWire(message)), expected);
  });
});

function sentAnswer(): ClassifyResponse {
  return toClassifyResponse(exampleAnswer);
}

function classifyOverWire(message: ClassifyResponse) {
  return Classify.responseDeserialize(Classify.responseSerialize(message));
}

function infoOverWire(message: GetModelInfoResponse) {
  return GetModelInfo.responseDeserialize(GetModelInfo.responseSerialize(message));
}

function expectInternal(run: () => unknown, message: RegExp): void {
  expect(run).toThrow(SlcError);
  expect(run).toThrow(expect.objectContaining({ code: 'internal', message: expect.stringMatching(message) }));
}
