import { describe, expect, it } from 'vitest';
import { Network } from './network.js';
import { readPictureInput } from './picture-input.js';
import { assertRuns } from './read/assert-runs.js';
import { readOnnxFile } from './read/model.js';
import { node, type OwnFile, ones, opset, ownFile, ownFunction } from './testing/own-file.js';
import { type Message, message, messageField } from './write/protobuf.js';

const CONV = node('Conv', 'conv', ['image', 'kernel']);
const KERNEL = ones('kernel', 4, 3, 3, 3);

function open(changes: Partial<OwnFile>) {
  const file = readOnnxFile(ownFile({ nodes: [CONV], initializers: [KERNEL], ...changes }));
  assertRuns(file);
  return readPictureInput(new Network(file), null);
}

const standard = (version: number) => [messageField(8, opset('', version))];

/** An operator that a file calls, of a domain that is not the standard one. */
const called = (operator: string, domain: string, name = 'called', input = 'conv') => {
  return { ...node(operator, name, [input]), domain };
};

describe('an ONNX file is refused in words that help', () => {
  it.each<[string, Partial<OwnFile>, RegExp]>([
    ['IR too new', { irVersion: 14 }, /expected IR version 3 to 13, the file has 14: export it once more/],
    ['IR too old', { irVersion: 2 }, /the file has 2: onnx\.version_converter/],
    ['opset too new', { more: standard(27) }, /expected opset 7 to 26, the file has 27: .*opset_version=20/],
    ['opset too old', { more: standard(6) }, /the file has 6: onnx\.version_converter/],
    ['two inputs', { moreInputs: ['mask'] }, /expected a network with one input, it has 2 \(image, mask\)/],
    ['numbers', { input: ['batch', 30] }, /it takes batch x 30 numbers, not a picture/],
    ['a volume', { input: [1, 3, 8, 8, 8] }, /expected four axes .*, it takes 5 \(1 x 3 x 8 x 8 x 8\)/],
    ['four channels', { input: [1, 4, 8, 8] }, /one channel \(grey\) or three/],
    ['any size', { input: [1, 3, 'h', 'w'] }, /it takes pictures of any size/],
  ])('%s', (_, changes, words) => {
    expect(() => open(changes)).toThrow(words);
  });

  const NCHWC = 'com.microsoft.nchwc';
  const inBranch = {
    ...node('If', 'if', ['conv']),
    attributes: {
      then_branch: {
        graph: { nodes: [called('ReorderOutput', NCHWC)], initializers: [], inputs: [], outputs: [] },
      },
    },
  };

  it.each<[string, Partial<OwnFile>, RegExp]>([
    [
      'a library of its own',
      { nodes: [CONV, called('Beautify', 'org.example')] },
      /expected standard operators or onnxruntime's own, the file has Beautify of org\.example/,
    ],
    [
      'onnxruntime’s layout for one machine, which reads beyond its input',
      { nodes: [CONV, called('ReorderOutput', NCHWC)] },
      /onnxruntime laid this one out for one: give the file that its framework exported/,
    ],
    ['the same in a branch', { nodes: [CONV, inBranch] }, /onnxruntime laid this one out/],
    [
      'the same in a file that has functions',
      {
        nodes: [CONV, called('Mine', 'own', 'mine'), called('ReorderOutput', NCHWC)],
        more: ownFunction('Mine', [node('Relu', 'y', ['x'])]),
      },
      /onnxruntime laid this one out/,
    ],
    [
      'the same inside a function',
      {
        nodes: [CONV, called('Mine', 'own')],
        more: ownFunction('Mine', [called('ReorderOutput', NCHWC, 'y', 'x')]),
      },
      /onnxruntime laid this one out/,
    ],
    [
      'another one than the functions of a domain',
      { nodes: [CONV, called('Yours', 'own')], more: ownFunction('Mine', [node('Relu', 'y', ['x'])]) },
      /the file has Yours of own/,
    ],
    [
      'a function in a domain of onnxruntime’s',
      {
        nodes: [CONV, called('ReorderOutput', NCHWC)],
        more: ownFunction('ReorderOutput', [node('Relu', 'y', ['x'])], NCHWC),
      },
      /function com\.microsoft\.nchwc:ReorderOutput: expected a domain of the file's own/,
    ],
  ])('operators of %s', (_, changes, words) => {
    expect(() => open(changes)).toThrow(words);
  });

  it('but not operators that the file itself makes of others', () => {
    const nodes = [CONV, called('Mine', 'own')];
    expect(() => open({ nodes, more: ownFunction('Mine', [node('Relu', 'y', ['x'])]) })).not.toThrow();
  });

  it.each<[string, Partial<OwnFile>, RegExp]>([
    [
      'operator sets beyond number',
      { more: Array.from({ length: 60_000 }, (_, i) => messageField(8, opset(`d${i}`, 1))) },
      /at most 50000 operators and weights/,
    ],
    [
      'functions beyond number',
      { more: Array<Message>(60_000).fill(messageField(25, message())) },
      /at most 50000 operators and weights/,
    ],
    ['a batch of 2 ** 60', { input: [2 ** 60, 3, 8, 8] }, /expected axes of at most 2147483647/],
    ['a side of 2 ** 20', { input: [1, 3, 8, 2 ** 20] }, /at most 4096 pixels a side, it takes 8 x 1048576/],
    ['weights of one name', { initializers: [KERNEL, KERNEL] }, /weights kernel: expected them once/],
    ['two graphs', { more: [messageField(7, message())] }, /field 7 of ModelProto: expected one/],
  ])('%s', (_, changes, words) => {
    expect(() => open(changes)).toThrow(words);
  });

  it('a side that the file leaves open and its metadata make endless', () => {
    const file = readOnnxFile(ownFile({ nodes: [CONV], initializers: [KERNEL], input: [1, 3, 'h', 'w'] }));
    expect(() =>
      readPictureInput(new Network(file), { height: 1e6, width: Number.POSITIVE_INFINITY }),
    ).toThrow(/at most 4096 pixels a side, it takes 1000000 x Infinity/);
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
