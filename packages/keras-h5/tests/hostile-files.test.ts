import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
// Built code, as the children read with it too.
import { readKerasModel } from '../dist/index.js';
import { functional, layer, writeKerasFile } from './write-keras-file.js';
import { writeZip, type ZipMember } from './write-zip.js';

const folder = mkdtempSync(join(tmpdir(), 'hostile-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string) =>
  gunzipSync(readFileSync(fileURLToPath(new URL(`../fixtures/${name}.gz`, import.meta.url))));

interface Outcome {
  readonly kind: 'read' | 'refused';
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly peakBytes: number;
}

/** Far more than any of these files takes; a hang is for ever. */
const PATIENCE_MS = 15_000;
const MAX_PEAK_BYTES = 600 * 1024 ** 2;

/** Reads each file in a child process, so that a hang, a crash or memory without end is seen and survived. */
async function readInChild(
  files: readonly { readonly what: string; readonly bytes: Buffer }[],
  extension: string,
) {
  const child = fork(fileURLToPath(new URL('./read-in-child.mjs', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const outcomes = new Map<string, Outcome>();
  const death = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the reading process ended with ${signal ?? code}`);
  });
  // The child is killed at the end, when nothing waits for this any more.
  death.catch(() => {});
  try {
    for (const { what, bytes } of files) {
      const path = join(folder, `model${extension}`);
      writeFileSync(path, bytes);
      const answer = once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
      child.send(path);
      const [outcome] = await Promise.race([answer, death]).catch((cause) => {
        throw new Error(`${what}: no clean answer`, { cause });
      });
      outcomes.set(what, outcome);
    }
  } finally {
    child.kill('SIGKILL');
  }
  return outcomes;
}

/** The byte turned into its complement at `count` places, spread over the bytes that are not zero. */
function withFlippedBytes(bytes: Buffer, count: number) {
  const places = [...bytes.keys()].filter((i) => bytes[i] !== 0);
  return Array.from({ length: count }, (_, i) => {
    const at = places[Math.floor((i * places.length) / count)] ?? 0;
    const flipped = Buffer.from(bytes);
    flipped[at] = ~(flipped[at] ?? 0) & 0xff;
    return { what: `byte ${at} flipped`, bytes: flipped };
  });
}

function cutShort(bytes: Buffer, count: number) {
  return Array.from({ length: count }, (_, i) => {
    const length = Math.floor((i * bytes.length) / count);
    return { what: `cut to ${length} bytes`, bytes: bytes.subarray(0, length) };
  });
}

function expectClean(outcomes: ReadonlyMap<string, Outcome>): void {
  for (const [what, { kind, name, code, message, peakBytes }] of outcomes) {
    if (kind === 'refused') {
      expect(name, `${what}: ${message}`).toBe('SlcError');
      expect(['invalid_model', 'unsupported_model'], `${what}: ${message}`).toContain(code);
    }
    expect(peakBytes, what).toBeLessThan(MAX_PEAK_BYTES);
  }
}

describe('a damaged file', () => {
  it.each([
    ['.h5', 'keras2-sequential.h5', 120],
    ['.h5', 'keras3-nesting.h5', 60],
    ['.keras', 'keras3-sequential.keras', 60],
  ])(
    '%s is read or refused in words, wherever a byte is flipped (%s)',
    async (extension, name, count) => {
      const outcomes = await readInChild(withFlippedBytes(fixture(name), count), extension);
      expectClean(outcomes);
      // Some bytes are weights or padding; most are structure.
      expect([...outcomes.values()].filter(({ kind }) => kind === 'refused').length).toBeGreaterThan(
        count / 4,
      );
    },
    120_000,
  );

  it.each([
    ['.h5', 'keras2-sequential.h5'],
    ['.keras', 'keras3-sequential.keras'],
  ])(
    '%s is refused, wherever it is cut',
    async (extension, name) => {
      const outcomes = await readInChild(cutShort(fixture(name), 25), extension);
      expectClean(outcomes);
      for (const [what, { kind }] of outcomes) expect(kind, what).toBe('refused');
    },
    120_000,
  );

  it('is refused when a weight declares a shape larger than the file', async () => {
    // 12,345 inputs appear nowhere else in the file; HDF5 writes each size as eight bytes.
    const path = join(folder, 'huge.h5');
    const image = layer('InputLayer', 'image', { batch_input_shape: [null, 1, 1, 3] });
    const dense = layer('Dense', 'dense', { units: 1, activation: 'linear', use_bias: false }, 'image');
    await writeKerasFile(path, {
      config: functional([image, dense], 'dense'),
      weights: { dense: { 'kernel:0': { shape: [12_345, 1], values: new Array(12_345).fill(0) } } },
    });
    const bytes = readFileSync(path);
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(12_345n);
    const at = bytes.indexOf(size);
    expect(at).toBeGreaterThan(0);
    for (const declared of [2n ** 33n, 2n ** 40n, 2n ** 62n]) {
      const huge = Buffer.from(bytes);
      huge.writeBigUInt64LE(declared, at);
      const outcomes = await readInChild([{ what: `${declared} inputs`, bytes: huge }], '.h5');
      expectClean(outcomes);
      expect([...outcomes.values()][0]).toMatchObject({ kind: 'refused', code: 'invalid_model' });
    }
  });
});

const config = JSON.stringify(
  functional([layer('InputLayer', 'image', { batch_input_shape: [null, 1, 1, 3] })], 'image'),
);
const weights = fixture('keras2-sequential.h5');
const archive: readonly ZipMember[] = [
  { name: 'metadata.json', content: '{"keras_version": "3.0.0"}' },
  { name: 'config.json', content: config },
  { name: 'model.weights.h5', content: weights },
];
const replaced = (name: string, changes: Partial<ZipMember>) =>
  archive.map((member) => (member.name === name ? { ...member, ...changes } : member));

describe('an archive', () => {
  it.each<[string, readonly ZipMember[], RegExp]>([
    [
      'without weights',
      archive.slice(0, 2),
      /expected a member model.weights.h5, it holds metadata.json, config.json/,
    ],
    ['without a description', archive.slice(2), /expected a member config.json/],
    ['with a member twice', [...archive, ...archive.slice(0, 1)], /metadata.json twice/],
    [
      'whose description unpacks to more than it may',
      replaced('config.json', { content: Buffer.alloc(200 * 1024 ** 2), isPacked: true }),
      /config.json: expected \d+ packed bytes to hold at most \d+, it declares 209715200/,
    ],
    [
      'whose weights declare more than they may',
      replaced('model.weights.h5', { isPacked: true, declaredSize: 2 ** 31 }),
      /model.weights.h5: expected \d+ packed bytes to hold at most/,
    ],
    [
      'whose description unpacks to more than it declares',
      replaced('config.json', { isPacked: true, declaredSize: 10 }),
      /expected a whole Keras archive/,
    ],
    [
      'whose description was changed',
      replaced('config.json', { declaredCrc: 1 }),
      /config.json: expected checksum/,
    ],
    [
      'whose weights were changed',
      replaced('model.weights.h5', { declaredCrc: 1 }),
      /weights.h5: expected checksum/,
    ],
    [
      'whose weights are no HDF5',
      replaced('model.weights.h5', { content: 'text' }),
      /expected a whole HDF5 file/,
    ],
    [
      'of PyTorch',
      [{ name: 'model/data.pkl', content: '' }],
      /it holds model\/data.pkl: a PyTorch file, which is code and is never read/,
    ],
    ['that holds a model file', [{ name: 'best.h5', content: '' }], /it holds best.h5: unpack it first/],
    ['that holds one of its older name', [{ name: 'a.hd5', content: '' }], /it holds a.hd5: unpack it first/],
    [
      'of a thousand and one members',
      Array.from({ length: 1001 }, (_, i) => ({ name: `${i}`, content: '' })),
      /at most 1000 members/,
    ],
  ])('%s is refused', async (_, members, message) => {
    const path = join(folder, 'model.keras');
    writeFileSync(path, writeZip(members));
    await expect(readKerasModel(path, { scratchDirectory: folder })).rejects.toThrow(message);
  });

  it('leaves nothing behind, read or refused', async () => {
    const scratchDirectory = mkdtempSync(join(folder, 'scratch-'));
    const path = join(folder, 'whole.keras');
    writeFileSync(path, writeZip(archive));
    await readKerasModel(path, { scratchDirectory });
    writeFileSync(path, writeZip(replaced('model.weights.h5', { content: 'text' })));
    await expect(readKerasModel(path, { scratchDirectory })).rejects.toThrow();
    expect(readdirSync(scratchDirectory)).toEqual([]);
  });
});
