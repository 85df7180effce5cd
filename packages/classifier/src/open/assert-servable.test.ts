import { bareFileManifest } from '@slc/models';
import { describe, expect, it } from 'vitest';
import { assertServable } from './assert-servable.js';

const MIXTURE = 'probabilities of 2 softmaxes';

function network(outputShape: readonly number[], finalActivation: string, changes = {}) {
  const isOneUnit = outputShape.length === 1 && outputShape[0] === 1 && finalActivation !== 'softmax';
  const classes = isOneUnit ? 2 : (outputShape.at(-1) ?? 0);
  const input = { height: 9, width: 8 };
  return {
    path: '',
    sha256: '0'.repeat(64),
    mainSha256: '0'.repeat(64),
    found: {},
    manifest: bareFileManifest({
      weightsPath: 'a.h5',
      sha256: '',
      input,
      parameters: 1,
      classes,
      ownScaling: null,
    }),
    description: {
      inputShape: [9, 8, 3] as [number, number, number],
      takesWholeNumbers: false,
      outputShape: [...outputShape],
      classes,
      embeddingLength: null,
      mapSize: null,
      hasClassMaps: false,
      finalActivation,
      ownScaling: null,
      givesLogits: ['softmax', 'linear', 'sigmoid', MIXTURE].includes(finalActivation),
      onnx: null,
      layerCounts: {},
      parameters: 1,
      compiledSha256: '',
      mapsSha256: null,
      ...changes,
    },
  };
}

describe('a network that can be served', () => {
  it.each([
    ['two classes', [2], 'softmax'],
    ['seven classes', [7], 'softmax'],
    ['300 plain logits', [300], 'linear'],
    ['1,000 classes', [1_000], 'softmax'],
    ['one sigmoid', [1], 'sigmoid'],
    ['one plain logit', [1], 'linear'],
    ['seven classes, of two softmaxes', [7], MIXTURE],
  ])('has %s', (_, shape, activation) => {
    expect(() => assertServable(network(shape, activation))).not.toThrow();
  });

  it.each([
    ['several sigmoids', [3], 'sigmoid', /expected classes that exclude each other, got 3 sigmoids/],
    ['a softmax over one number', [1], 'softmax', /expected 2 to 1000 classes, got 1$/],
    ['more than 1,000 classes', [1_001], 'softmax', /expected 2 to 1000 classes, got 1001$/],
    ['a map of classes', [7, 7, 2], 'softmax', /expected one row of classes, got 7 x 7 x 2 values/],
    ['another activation', [7], 'relu', /expected a softmax or .*, plain logits or one sigmoid, got relu/],
    ['other layers after a softmax', [7], 'softmax, then other layers', /got softmax, then other layers/],
  ])('has not %s', (_, shape, activation, message) => {
    expect(() => assertServable(network(shape, activation))).toThrow(
      expect.objectContaining({ code: 'unsupported_model', message: expect.stringMatching(message) }),
    );
  });

  it('has the classes of its manifest', () => {
    expect(() => assertServable(network([7], 'softmax', { classes: 8 }))).toThrow(
      /expected 7 classes as in the manifest, got 8/,
    );
  });
});
