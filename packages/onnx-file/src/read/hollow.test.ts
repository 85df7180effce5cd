import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ExternalFiles } from '../external-data.js';
import { bytesOf, elsewhere, node, ones, ownFile } from '../testing/own-file.js';
import { bytesField, integerField, message } from '../write/protobuf.js';
import { readHollow } from './hollow.js';
import { readOnnxFile } from './model.js';
import { floatsOfTensor, OWN_FILE } from './tensor.js';

const folder = mkdtempSync(join(tmpdir(), 'onnx-hollow-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.onnx');

const NODES = [node('Conv', 'conv', ['image', 'large']), node('Add', 'sum', ['conv', 'small'])];
const NO_FIELDS = bytesOf(message(integerField(1, 8), bytesField(7, new Uint8Array(40).fill(0xff))));

const LARGE_VALUES = 64 * 3 * 8 * 8;

function written(bytes: Uint8Array): Uint8Array {
  writeFileSync(path, bytes);
  return readHollow(path);
}

describe('a file without its large weights', () => {
  const whole = ownFile({ nodes: NODES, initializers: [ones('large', 64, 3, 8, 8), ones('small', 64)] });

  it('is the file but for these, whose place it names', () => {
    const hollow = written(whole);
    expect(hollow.length).toBeLessThan(whole.length - LARGE_VALUES * 4 + 100);
    const [of, expected] = [readOnnxFile(Buffer.from(hollow)), readOnnxFile(whole)];
    expect({ ...of, initializers: null }).toEqual({ ...expected, initializers: null });
    expect(of.initializers.get('small')).toEqual(expected.initializers.get('small'));
    expect(of.initializers.get('large')).toMatchObject({
      name: 'large',
      elementType: 1,
      dimensions: [64, 3, 8, 8],
      external: { location: OWN_FILE, length: LARGE_VALUES * 4 },
    });
  });

  it('gives their values when they are asked for, and names no further file', () => {
    const { initializers } = readOnnxFile(written(whole));
    const files = new ExternalFiles({
      modelPath: path,
      own: { path, sizeBytes: whole.length, sha256: 'own' },
      takeSnapshot: () => expect.unreachable('there is no further file'),
    });
    const [large, small] = [initializers.get('large'), initializers.get('small')];
    if (!large || !small) throw new Error('expected both weights');
    expect(files.read(small)).toBeNull();
    expect(floatsOfTensor(large, files.read(large))).toEqual(new Float32Array(LARGE_VALUES).fill(1));
    expect(files.networkBytes).toBe(whole.length);
    expect(files.describe()).toEqual([]);
  });

  it('keeps what says twice where its values are, for the reader of tensors to judge', () => {
    const both = message(elsewhere('large', { location: 'a.bin' }), bytesField(9, new Uint8Array(20_000)));
    const { initializers } = readOnnxFile(written(ownFile({ nodes: NODES, initializers: [both] })));
    expect(initializers.get('large')?.external?.location).toBe('a.bin');
    const raw = bytesField(9, new Uint8Array(20_000));
    const twice = message(ones('large', 64, 3, 8, 8), raw);
    const hollow = written(ownFile({ nodes: NODES, initializers: [twice] }));
    expect(() => readOnnxFile(hollow)).toThrow(/field 9 of TensorProto: expected one/);
  });

  it.each([
    ['is cut off', whole.subarray(0, whole.length - 200), /goes beyond its end/],
    ['holds no fields', NO_FIELDS, /numbers have no end/],
  ])('is refused as a whole one is where it %s', (_, bytes, words) => {
    expect(() => written(bytes)).toThrow(words);
    expect(() => readOnnxFile(bytes)).toThrow(words);
  });
});
