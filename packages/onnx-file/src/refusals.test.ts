import { describe, expect, it } from 'vitest';
import { Network } from './network.js';
import { readPictureInput } from './picture-input.js';
import { assertRuns } from './read/assert-runs.js';
import { readOnnxFile } from './read/model.js';
import { node, type OwnFile, ones, ownFile } from './testing/own-file.js';
import { integerField, message, messageField, textField } from './write/protobuf.js';

const CONV = node('Conv', 'conv', ['image', 'kernel']);
const KERNEL = ones('kernel', 4, 3, 3, 3);

function open(changes: Partial<OwnFile>) {
  const file = readOnnxFile(ownFile({ nodes: [CONV], initializers: [KERNEL], ...changes }));
  assertRuns(file);
  return readPictureInput(new Network(file), null);
}

const irVersion = (version: number) => [integerField(1, version)];
const opset = (version: number, domain = '') => [
  messageField(8, message(textField(1, domain), integerField(2, version))),
];

describe('an ONNX file is refused in words that help', () => {
  it.each<[string, Partial<OwnFile>, RegExp]>([
    [
      'IR too new',
      { more: irVersion(14) },
      /expected IR version 3 to 13, the file has 14: export it once more/,
    ],
    ['IR too old', { more: irVersion(2) }, /the file has 2: onnx\.version_converter/],
    ['opset too new', { more: opset(27) }, /expected opset 7 to 26, the file has 27: .*opset_version=20/],
    ['opset too old', { more: opset(6) }, /the file has 6: onnx\.version_converter/],
    ['two inputs', { moreInputs: ['mask'] }, /expected a network with one input, it has 2 \(image, mask\)/],
    ['numbers', { input: ['batch', 30] }, /it takes batch x 30 numbers, not a picture/],
    ['a volume', { input: [1, 3, 8, 8, 8] }, /expected four axes .*, it takes 5 \(1 x 3 x 8 x 8 x 8\)/],
    ['four channels', { input: [1, 4, 8, 8] }, /one channel \(grey\) or three/],
    ['any size', { input: [1, 3, 'h', 'w'] }, /it takes pictures of any size/],
  ])('%s', (_, changes, words) => {
    expect(() => open(changes)).toThrow(words);
  });

  it('operators of a library of its own', () => {
    const nodes = [{ ...CONV, operator: 'Beautify' }];
    const file = readOnnxFile(ownFile({ nodes, initializers: [KERNEL] }));
    const custom = {
      ...file.nodes[0],
      operators: new Set(['org.example:Beautify']),
    } as (typeof file.nodes)[number];
    expect(() => assertRuns({ ...file, nodes: [custom] })).toThrow(
      /expected standard operators or onnxruntime's own, the file has Beautify of org\.example/,
    );
  });

  it('no graph', () => {
    expect(() => readOnnxFile(Uint8Array.of(0x08, 8))).toThrow(
      'expected an ONNX file, got one without a graph',
    );
  });
});

describe('the layout of an input', () => {
  it.each<[string, Partial<OwnFile>, object]>([
    ['channels first', {}, { layout: 'channels-first', channels: 3, height: 8, declaredBatch: 'free' }],
    [
      'one grey channel',
      { input: [1, 1, 8, 9], initializers: [ones('kernel', 4, 1, 3, 3)] },
      { channels: 1, width: 9, declaredBatch: 1 },
    ],
    [
      'channels last, by the turn of its axes',
      {
        input: ['n', 8, 9, 3],
        nodes: [
          { ...node('Transpose', 'turned', ['image']), attributes: { perm: [0, 3, 1, 2] } },
          node('Conv', 'conv', ['turned', 'kernel']),
        ],
      },
      { layout: 'channels-last', channels: 3, height: 8, width: 9 },
    ],
    [
      'channels that only the first kernel says',
      { input: ['n', 'c', 8, 8] },
      { layout: 'channels-first', channels: 3 },
    ],
  ])('%s', (_, changes, expected) => {
    expect(open(changes)).toMatchObject(expected);
  });
});
