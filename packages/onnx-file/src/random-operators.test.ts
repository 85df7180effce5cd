import { describe, expect, it } from 'vitest';
import { Network } from './network.js';
import { findRandomOperator } from './random-operators.js';
import { readOnnxFile } from './read/model.js';
import { node, type OwnFile, ownFile, ownFunction } from './testing/own-file.js';
import type { OnnxNode } from './write/messages.js';
import { bytesField, integerField, type Message, message, textField } from './write/protobuf.js';

const BOOL = 9;
const truth = (...value: readonly Message[]) =>
  message(integerField(1, 1), integerField(2, BOOL), textField(8, 'training'), ...value);
const RAW = { yes: bytesField(9, Uint8Array.of(1)), no: bytesField(9, Uint8Array.of(0)) };
const LISTED = { yes: integerField(5, 1), no: integerField(5, 0) };

const found = (nodes: readonly OnnxNode[], more: Partial<OwnFile> = {}) =>
  findRandomOperator(new Network(readOnnxFile(ownFile({ nodes, ...more }))), 'last');

const dropout = (...training: readonly string[]) => [node('Dropout', 'last', ['image', '', ...training])];

describe('what gives another answer each time', () => {
  it.each(['RandomNormalLike', 'RandomUniformLike', 'Bernoulli', 'Multinomial'])('is a %s', (operator) => {
    expect(found([node(operator, 'last', ['image'])])).toBe(operator);
  });

  it('may stand in a branch', () => {
    const inner = {
      nodes: [node('Bernoulli', 'inner', ['image'])],
      initializers: [],
      inputs: [],
      outputs: [],
    };
    const branch = { ...node('If', 'last', ['image']), attributes: { then_branch: { graph: inner } } };
    expect(found([branch])).toBe('Bernoulli');
  });

  it('may stand in a function of the file', () => {
    const more = ownFunction('Mine', [node('Bernoulli', 'y', ['x'])]);
    expect(found([{ ...node('Mine', 'last', ['image']), domain: 'own' }], { more })).toBe('Bernoulli');
  });

  it.each([
    ['raw', RAW.yes],
    ['in a list', LISTED.yes],
  ])('is a Dropout that is said to train: %s', (_, value) => {
    expect(found(dropout('training'), { initializers: [truth(value)] })).toMatch(/Dropout/);
  });

  it('is a Dropout of which the picture says whether it trains', () => {
    expect(found([node('Cast', 'training', ['image']), ...dropout('training')])).toMatch(/Dropout/);
  });

  it.each([
    ['a Dropout of which nothing is said', dropout(), []],
    ['one that is said not to train', dropout('training'), [truth(RAW.no)]],
    ['one that is said so in a list', dropout('training'), [truth(LISTED.no)]],
    [
      'what the value does not need',
      [node('Bernoulli', 'other', ['image']), node('Relu', 'last', ['image'])],
      [],
    ],
  ])('is not %s', (_, nodes, initializers) => {
    expect(found(nodes, { initializers })).toBeNull();
  });
});
