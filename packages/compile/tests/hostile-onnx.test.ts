import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bytesField,
  bytesOf,
  elsewhere,
  integerField,
  integerTensor,
  type Message,
  message,
  messageField,
  node,
  type OnnxNode,
  type OwnFile,
  ones,
  ownFile,
  textField,
} from '@slc/onnx-file/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { childPids } from './child-pids.js';
import { openStranger, refusalOf } from './open-stranger.js';

const folder = mkdtempSync(join(tmpdir(), 'hostile-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a test left beside the models that it wrote, and what became of those that were taken. */
const leftIn = (where: string) => readdirSync(where).filter((name) => !/\.onnx(\.data)?$/.test(name));

type Nodes = OwnFile['nodes'];

const CONV = node('Conv', 'conv', ['image', 'kernel']);
const POOL = node('GlobalAveragePool', 'pool', ['conv']);
const WEIGHTS = [ones('kernel', 4, 3, 3, 3), ones('weights', 4, 7)];
const headOf = (value: string): Nodes => [
  node('Flatten', 'row', [value]),
  node('Gemm', 'gemm', ['row', 'weights']),
];

/** A small classifier with something between its pooling and its weights; the last of these gives `between`. */
function classifier(between: Nodes, more: Partial<OwnFile> = {}): Uint8Array {
  const initializers = [...WEIGHTS, ...(more.initializers ?? [])];
  return ownFile({ ...more, nodes: [CONV, POOL, ...between, ...headOf('between')], initializers });
}

/** A node with an attribute of which no node of ours has one. */
function nodeWith(operator: string, input: string, ...attributes: readonly Message[]): Message {
  const names = [textField(1, input), textField(2, 'between'), textField(4, operator)];
  return message(...names, ...attributes.map((each) => messageField(5, each)));
}

/** AttributeProto: `field` and `type` say what its value is. */
function attribute(name: string, field: number, type: number, value: Message): Message {
  return message(textField(1, name), messageField(field, value), integerField(20, type));
}

const GRAPH = [6, 5] as const;
const TENSOR = [5, 4] as const;

/** Gives what it is given, in a loop whose condition stays true. */
function endlessLoop(): Uint8Array {
  const [INT64, BOOL, FLOAT] = [7, 9, 1];
  const value = (name: string, elementType: number, dimensions: readonly number[] | null = null) => {
    return { name, elementType, dimensions };
  };
  const body = {
    nodes: [node('Identity', 'stillOn', ['on']), node('Identity', 'after', ['before'])],
    initializers: [],
    inputs: [value('turn', INT64, []), value('on', BOOL, []), value('before', FLOAT)],
    outputs: [value('stillOn', BOOL, []), value('after', FLOAT)],
  };
  const loop = { operator: 'Loop', name: 'between', inputs: ['', '', 'pool'] };
  return classifier([{ ...loop, attributes: { body: { graph: body } } }]);
}

function nested(depth: number): Message {
  let graph = message();
  for (let i = 0; i < depth; i++) {
    const inner = message(textField(4, 'If'), messageField(5, attribute('then_branch', ...GRAPH, graph)));
    // In one piece: a message of ten thousand pieces in each other takes as many steps to write as their square.
    const bytes = bytesOf(inner);
    graph = messageField(1, { chunks: [bytes], byteLength: bytes.length });
  }
  return graph;
}

/** A function of the file that is made of itself. */
function endlessFunction(): Uint8Array {
  const call = (from: string, to: string) =>
    message(textField(1, from), textField(2, to), textField(4, 'Endless'), textField(7, 'own'));
  const opset = (domain: string, version: number) => message(textField(1, domain), integerField(2, version));
  const endless = message(
    textField(1, 'Endless'),
    textField(4, 'x'),
    textField(5, 'y'),
    messageField(7, call('x', 'y')),
    messageField(9, opset('', 18)),
    messageField(9, opset('own', 1)),
    textField(10, 'own'),
  );
  const more = [messageField(8, opset('own', 1)), messageField(25, endless)];
  return classifier([call('pool', 'between')], { more });
}

/** Two operators that each read what the other one gives. */
const ring = (operator: string): Nodes => [
  node(operator, 'a', ['between']),
  node(operator, 'between', ['a']),
];

/** Each operator reads the one before it many times: as many ways to the first one as the power says. */
function lattice(length: number, width: number): readonly OnnxNode[] {
  return Array.from({ length }, (_, i) => {
    const from = i === 0 ? 'pool' : `largest${i - 1}`;
    return node('Max', i === length - 1 ? 'between' : `largest${i}`, Array<string>(width).fill(from));
  });
}

/** A tensor of one value. @param type of TensorProto.DataType */
function numberTensorOf(name: string, type: number, value: Float32Array | Uint8Array): Message {
  const bytes = new Uint8Array(value.buffer);
  return message(integerField(2, type), textField(8, name), bytesField(9, bytes));
}

const passwords = elsewhere('passwords', { location: '/etc/passwd' });

const expanded = (...shape: readonly number[]) =>
  classifier([node('Expand', 'wide', ['pool', 'shape']), node('GlobalMaxPool', 'between', ['wide'])], {
    initializers: [integerTensor('shape', shape)],
  });

describe('a file made to harm is refused in words, whatever it does to the process that tries it', () => {
  it.each<[string, Uint8Array, RegExp]>([
    [
      'a loop without end',
      endlessLoop(),
      /expected an answer of one picture within 1\.5 s of processor time/,
    ],
    ['a function that calls itself', endlessFunction(), /onnxruntime/],
    [
      'two thousand million numbers',
      expanded(1, 4, 16_384, 32_768),
      /in 512 MiB and 4 times its size, it takes more memory/,
    ],
    [
      'graphs ten thousand deep',
      classifier([nodeWith('If', 'pool', attribute('then_branch', ...GRAPH, nested(10_000)))]),
      /graphs at most 16 deep/,
    ],
    [
      'another answer each time, by the name of an operator',
      classifier([node('RandomNormalLike', 'noise', ['pool']), node('Add', 'between', ['pool', 'noise'])]),
      /same answer to the same picture each time, it does not \(RandomNormalLike\): export it as it is used/,
    ],
    [
      'another answer each time, as in training',
      classifier([node('Dropout', 'between', ['pool', 'half', 'training'])], {
        initializers: [
          numberTensorOf('half', 1, Float32Array.of(0.5)),
          numberTensorOf('training', 9, Uint8Array.of(1)),
        ],
      }),
      /same answer to the same picture each time, it does not \(Dropout in its training mode\)/,
    ],
    [
      'no numbers',
      classifier([node('Sub', 'nothing', ['pool', 'pool']), node('Div', 'between', ['nothing', 'nothing'])]),
      /expected numbers for the classes of a picture, the network gives NaN/,
    ],
    [
      'two values of the same name',
      classifier([node('Relu', 'conv', ['pool']), node('Relu', 'between', ['conv'])]),
      /onnxruntime does not open it/,
    ],
    [
      'a value with a name of ours',
      classifier([node('Relu', '@pixels/float', ['pool']), node('Relu', 'between', ['@pixels/float'])]),
      /value @pixels\/float: expected another name/,
    ],
    [
      'a name that fills a page',
      classifier([node('Relu', 'n'.repeat(5_000), ['pool']), node('Relu', 'between', ['pool'])]),
      /names of at most 4096 bytes/,
    ],
    ['a ring of Identity', classifier(ring('Identity')), /onnxruntime does not open it/],
    ['a ring of Reshape', classifier(ring('Reshape')), /onnxruntime does not open it/],
    ['sixty thousand operators', classifier(lattice(60_000, 1)), /at most 50000 operators and weights/],
    [
      'an operator with sixty thousand inputs',
      classifier(lattice(1, 60_000)),
      /at most 50000 inputs and outputs/,
    ],
    [
      'a constant of another file',
      classifier([nodeWith('Constant', '', attribute('value', ...TENSOR, passwords))]),
      /it names "\/etc\/passwd": only weights of the network itself/,
    ],
    [
      'a constant of another file inside a branch',
      classifier([nodeWith('If', 'pool', attribute('then_branch', ...GRAPH, messageField(5, passwords)))]),
      /it names "\/etc\/passwd"/,
    ],
    [
      'a sparse weight of another file',
      classifier([node('Relu', 'between', ['pool'])], {
        inGraph: [messageField(15, messageField(1, passwords))],
      }),
      /it names "\/etc\/passwd"/,
    ],
    [
      'weights of another file',
      classifier([node('Add', 'between', ['pool', 'passwords'])], { initializers: [passwords] }),
      /expected a file beside the model/,
    ],
  ])('%s', async (_, bytes, words) => {
    const refusal = await refusalOf(bytes, folder);
    expect(refusal?.message).toMatch(words);
    expect(refusal?.code).toMatch(/^(invalid|unsupported)_model$/);
    expect(leftIn(folder)).toEqual([]);
  });

  it('and ways without number to the same operator cost no time', async () => {
    expect(await refusalOf(classifier(lattice(40, 40)), folder)).toBeNull();
  });

  it('and it is not taken for the file that had its name before', async () => {
    await expect(
      openStranger(classifier(lattice(2, 1)), folder, { sha256: '0'.repeat(64) }),
    ).rejects.toMatchObject({
      code: 'invalid_model',
      message: 'expected a file that stays as it is, it changed while it was opened',
    });
  });

  it('and nothing is left of one that its caller gives up', async () => {
    const own = mkdtempSync(join(folder, 'given-up-'));
    const givingUp = new AbortController();
    const opening = openStranger(endlessLoop(), own, { signal: givingUp.signal }).catch(
      (error: unknown) => error,
    );
    await vi.waitFor(
      () => expect(readdirSync(own, { recursive: true }).join()).toContain('trial.onnx'),
      PATIENCE,
    );
    givingUp.abort();
    expect(await opening).toMatchObject({ code: 'cancelled' });
    expect(leftIn(own)).toEqual([]);
  });

  it('and so is one on which onnxruntime crashes', async () => {
    const own = mkdtempSync(join(folder, 'crash-'));
    const patient = { memoryBytes: 2 ** 29, memoryPerByte: 4, trialMs: 600_000, totalMs: 600_000 };
    const opening = openStranger(endlessLoop(), own, { limits: patient }).catch((error: unknown) => error);
    await vi.waitFor(
      () => expect(readdirSync(own, { recursive: true }).join()).toContain('trial.onnx'),
      PATIENCE,
    );
    // What a fault in native code does to a process.
    for (const pid of childPids('compile-child.js')) process.kill(pid, 'SIGSEGV');
    expect(await opening).toMatchObject({
      code: 'unsupported_model',
      message: 'expected a network that onnxruntime runs, its trial ended with SIGSEGV',
    });
    expect(leftIn(own)).toEqual([]);
  });
});

const PATIENCE = { timeout: 60_000, interval: 20 };
