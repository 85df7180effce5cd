import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeManifest, parseManifest, type SlcError } from '@slc/domain';
import type { Message } from '@slc/onnx-file/testing';
import { elsewhere, message, messageField, node, ones, ownFile, textField } from '@slc/onnx-file/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inspectModel } from '../dist/inspect-model.js';

const folder = mkdtempSync(join(tmpdir(), 'beside-stranger-'));
beforeAll(() => vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache')));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const CLASSES = 7;
const GUESSED = { guessed: ['classes', 'scaling'] };

const KERNEL = ones('kernel', 4, 3, 3, 3);

const CLASSIFIER = {
  nodes: [
    node('Conv', 'conv', ['image', 'kernel']),
    node('GlobalAveragePool', 'pool', ['conv']),
    node('Flatten', 'row', ['pool']),
    node('Gemm', 'gemm', ['row', 'weights']),
  ],
  initializers: [KERNEL, ones('weights', 4, CLASSES)],
};

function metadataOf(entries: Readonly<Record<string, string>>): Message[] {
  return Object.entries(entries).map(([key, value]) =>
    messageField(14, message(textField(1, key), textField(2, value))),
  );
}

/** A classifier of pictures of eight pixels, or of any size. */
function classifier(metadata: Readonly<Record<string, string>> = {}, side: number | string = 8): Uint8Array {
  return ownFile({ ...CLASSIFIER, input: ['batch', 3, side, side], more: metadataOf(metadata) });
}

let opened = 0;

/** Opens a file in a folder of its own, as each command and each service does. @param place puts what lies beside it */
async function open(bytes: Uint8Array, place: (folder: string) => void = () => {}) {
  const own = join(folder, `model-${opened++}`);
  mkdirSync(own);
  place(own);
  const weightsPath = join(own, 'model.onnx');
  writeFileSync(weightsPath, bytes);
  return await inspectModel({ kind: 'bare-file', weightsPath });
}

const secret = join(folder, 'secret.txt');
writeFileSync(secret, Array.from({ length: CLASSES }, (_, i) => `secret ${i}`).join('\n'));

describe('what lies beside a stranger’s model', () => {
  it.each<[string, (path: string) => void]>([
    ['a link to another folder', (path) => symlinkSync(secret, path)],
    ['a link to a link out of it', (path) => linkTwice(path)],
    ['a folder on the way out of it', (path) => symlinkSync(folder, path)],
    ['a device without an end', (path) => symlinkSync('/dev/zero', path)],
    ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path])],
    ['a file as long as no description is', (path) => writeFileSync(path, 'a\n'.repeat(2 ** 20))],
    ['a folder', (path) => mkdirSync(path)],
  ])('is not read through %s', async (_, place) => {
    const { manifest } = await open(classifier(), (own) => place(join(own, 'labels.txt')));
    expect(manifest).toMatchObject(GUESSED);
    expect(manifest.foundIn).toBeUndefined();
  });

  it('is read through a link that stays in its folder', async () => {
    const { manifest } = await open(classifier(), (own) => {
      mkdirSync(join(own, 'data'));
      writeFileSync(join(own, 'data', 'names'), 'a\nb\nc\nd\ne\nf\ng\n');
      symlinkSync(join('data', 'names'), join(own, 'labels.txt'));
    });
    expect(manifest.labels.map(({ name }) => name)).toEqual([...'abcdefg']);
  });
});

async function refused(opening: Promise<unknown>): Promise<SlcError> {
  return await opening.then(
    () => Promise.reject(new Error('expected to be refused')),
    (error) => error,
  );
}

const beside = (file: string, json: unknown) => (own: string) =>
  writeFileSync(join(own, file), typeof json === 'string' ? json : JSON.stringify(json));

const timm = (words: object) =>
  beside('config.json', {
    pretrained_cfg: {
      ...{ input_size: [3, 8, 8], crop_pct: 0.9, interpolation: 'bicubic' },
      ...{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
      ...words,
    },
  });

const preprocessor = (words: object) =>
  beside('preprocessor_config.json', {
    ...{ size: 8, resample: 2, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] },
    ...words,
  });

describe('a recipe beside a stranger’s model that no manifest may have', () => {
  it.each([
    ['a deviation of almost nothing', timm({ std: [1e-320, 1e-320, 1e-320] })],
    ['a mean above all numbers', timm({ mean: [1e308, 1e308, 1e308], std: [1e-30, 1e-30, 1e-30] })],
    ['almost nothing of a picture', timm({ crop_pct: 1e-5 })],
    ['nothing of a picture', timm({ crop_pct: 1e-300 })],
    ['many pictures of one', timm({ crop_pct: 1e9 })],
    ['a factor that is no number', preprocessor({ rescale_factor: 'abc' })],
    [
      'almost nothing of a shorter side',
      preprocessor({
        ...{ image_processor_type: 'ConvNextImageProcessor', size: { shortest_edge: 8 } },
        crop_pct: 1e-6,
      }),
    ],
  ])('is left out, and what is guessed in its place is said: %s', async (_, place) => {
    const { manifest } = await open(classifier(), place);
    expect(manifest.guessed).toContain('scaling');
    expect(manifest.foundIn).not.toHaveProperty('recipe');
    expect(parseManifest(JSON.parse(JSON.stringify(encodeManifest(manifest))))).toEqual(manifest);
  });

  const customVision = (side: string) =>
    beside('metadata_properties.json', {
      'CustomVision.Preprocess.TargetHeight': side,
      'CustomVision.Preprocess.TargetWidth': side,
    });
  const ultralytics = (imgsz: string) => ({ task: 'classify', names: '{}', imgsz });
  const nothing = () => {};

  it.each<[string, (folder: string) => void, Readonly<Record<string, string>>]>([
    ['half a pixel', timm({ input_size: [3, 8.5, 8.5] }), {}],
    ['a million pixels', timm({ input_size: [3, 1e6, 1e6] }), {}],
    ['less than none', timm({ input_size: [3, -8, -8] }), {}],
    ['half a pixel, in a text', customVision('8.5'), {}],
    ['less than none, in a text', customVision('-8'), {}],
    ['a million pixels, in the file itself', nothing, ultralytics('[1000000, 1000000]')],
    ['more than any number, in the file itself', nothing, ultralytics(`[${'9'.repeat(400)}]`)],
    ['none, in the file itself', nothing, ultralytics('[0, 0]')],
  ])('says no size of pictures either: %s', async (_, place, metadata) => {
    const { code, openChoice } = await refused(open(classifier(metadata, 'side'), place));
    expect({ code, openChoice }).toEqual({ code: 'unsupported_model', openChoice: { of: 'size' } });
  });
});

describe('the names of classes that a stranger wrote', () => {
  const others = ['b', 'c', 'd', 'e', 'f', 'g'];
  it.each([
    ['a screen’s commands', '\u001b[2Ja\u001b]0;title\u0007'],
    ['the other way round', '\u202egnp.exe'],
    ['half a letter', '\ud83d'],
    ['a book', 'x'.repeat(200_000)],
  ])('are refused where one is %s', async (_, name) => {
    const { code, message } = await refused(open(classifier(), beside('labels.json', [name, ...others])));
    expect(code).toBe('invalid_model');
    expect(message).toMatch(/^labels\.json: expected names of classes of at most 200 characters/);
    expect(message.length).toBeLessThan(400);
    expect(message).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
  });

  it('may be set apart by tabs, and are each an id of its own where they are the same', async () => {
    const labels = ['a\t\u2028b', 'a', 'a', 'a-2', 'A', 'a!', 'a?'];
    const { manifest } = await open(classifier(), beside('labels.json', labels));
    expect(manifest.labels.map(({ name }) => name)).toEqual(['a b', ...labels.slice(1)]);
    expect(new Set(manifest.labels.map(({ id }) => id)).size).toBe(CLASSES);
    expect(parseManifest(JSON.parse(JSON.stringify(encodeManifest(manifest))))).toEqual(manifest);
  });

  it.each([
    ['digits without end', '1'.repeat(65_000)],
    ['spaces without end', `{${' '.repeat(65_000)}`],
    ['a name without end', `{0: '${'\\a'.repeat(32_000)}`],
  ])('cost no time where the file itself has %s', async (_, names) => {
    const { manifest } = await open(classifier({ task: 'classify', imgsz: '[8, 8]', names }));
    expect(manifest.guessed).toEqual(['classes']);
  });
});

describe('words of a stranger’s file', () => {
  const wiped = '\u001b[2J';
  const book = wiped + 'x'.repeat(4_000);
  const outputs = Array.from({ length: 1_000 }, (_, i) => `${i}${wiped}${'x'.repeat(4_000)}`);
  const { nodes, initializers } = CLASSIFIER;

  it.each([
    [
      'where its weights are',
      { initializers: [KERNEL, elsewhere('weights', { location: book.repeat(250) })] },
    ],
    [
      'how its outputs are called',
      { inGraph: outputs.map((name) => messageField(12, message(textField(1, name)))) },
    ],
    ['what its task is', { more: metadataOf({ task: wiped + 'x'.repeat(60_000), imgsz: '8' }) }],
  ])('are short in a refusal, and can be read: %s', async (_, part) => {
    const { code, message: sentence, openChoice } = await refused(open(ownFile({ ...CLASSIFIER, ...part })));
    expect(code).toMatch(/^(invalid|unsupported)_model$/);
    expect(sentence.length).toBeLessThan(2_100);
    expect(sentence).not.toMatch(/\p{Cc}/u);
    expect(JSON.stringify(openChoice ?? '').length).toBeLessThan(30_000);
  });

  it('are short and can be read in what is shown of it', async () => {
    const { onnx } = await open(ownFile({ nodes, initializers, producer: book }));
    expect(onnx?.producer).toMatch(/^\\u\{1b\}\[2Jx{70,80}…$/);
  });
});

function linkTwice(path: string): void {
  symlinkSync(secret, `${path}.first`);
  symlinkSync('labels.txt.first', path);
}
