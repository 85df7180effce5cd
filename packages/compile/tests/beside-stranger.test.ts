import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '@slc/onnx-file/testing';
import { message, messageField, node, ones, ownFile, textField } from '@slc/onnx-file/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inspectModel } from '../dist/inspect-model.js';

const folder = mkdtempSync(join(tmpdir(), 'beside-stranger-'));
beforeAll(() => vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache')));
afterAll(() => rmSync(folder, { recursive: true }));

const CLASSES = 7;
const GUESSED = { guessed: ['classes', 'scaling'] };

/** A classifier of pictures of eight pixels, or of any size. */
function classifier(metadata: Readonly<Record<string, string>> = {}, side: number | string = 8): Uint8Array {
  const entry = ([key, value]: [string, string]): Message =>
    messageField(14, message(textField(1, key), textField(2, value)));
  return ownFile({
    input: ['batch', 3, side, side],
    nodes: [
      node('Conv', 'conv', ['image', 'kernel']),
      node('GlobalAveragePool', 'pool', ['conv']),
      node('Flatten', 'row', ['pool']),
      node('Gemm', 'gemm', ['row', 'weights']),
    ],
    initializers: [ones('kernel', 4, 3, 3, 3), ones('weights', 4, CLASSES)],
    more: Object.entries(metadata).map(entry),
  });
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

function linkTwice(path: string): void {
  symlinkSync(secret, `${path}.first`);
  symlinkSync('labels.txt.first', path);
}
