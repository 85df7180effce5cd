import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { modelDigest } from './model-digest.js';

const main = { file: 'model.onnx', sha256: 'b'.repeat(64) };
const weights = { file: 'model.onnx.data', sha256: 'a'.repeat(64) };

it('a model of one file has that file’s digest', () => {
  expect(modelDigest(main, [])).toBe(main.sha256);
});

it('a model of several files has the digest of what sha256sum prints of them, sorted', () => {
  const printed = `${weights.sha256}  model.onnx.data\n${main.sha256}  model.onnx\n`;
  expect(modelDigest(main, [weights])).toBe(createHash('sha256').update(printed).digest('hex'));
  expect(modelDigest(main, [{ ...weights, file: './model.onnx.data' }])).toBe(modelDigest(main, [weights]));
});

it('two trainings of one network have two', () => {
  const other = { ...weights, sha256: 'c'.repeat(64) };
  expect(modelDigest(main, [other])).not.toBe(modelDigest(main, [weights]));
});
