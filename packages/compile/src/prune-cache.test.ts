import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pruneCache, whatToRemove } from './prune-cache.js';

const folder = mkdtempSync(join(tmpdir(), 'prune-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));

const limits = { maxIdleMs: 1000, maxBytes: 100, maxUnfinishedMs: 10 };

describe('whatToRemove', () => {
  const file = (name: string, bytes: number, idleMs: number) => ({ name, bytes, idleMs });

  it.each([
    [
      'an entry that is no longer used, whole',
      [file('a.onnx', 9, 1001), file('a.json', 1, 1001)],
      ['a.onnx', 'a.json'],
    ],
    ['nothing of an entry whose record is young', [file('a.onnx', 9, 1001), file('a.json', 1, 5)], []],
    [
      'the oldest, where all together are too large',
      [file('a.onnx', 60, 2), file('b.onnx', 60, 1)],
      ['a.onnx'],
    ],
    ['a file that a dead process left', [file('.x.onnx', 1, 11), file('.y.onnx', 1, 9)], ['.x.onnx']],
    ['never the entry that was just made', [file('new.onnx', 500, 2000)], []],
  ])('names %s', (_, files, expected) => {
    expect(whatToRemove(files, 'new', limits)).toEqual(expected);
  });
});

it('removes the files that are old, and no others', async () => {
  for (const name of ['old.onnx', 'old.json', 'new.onnx', 'new.json']) writeFileSync(join(folder, name), 'x');
  for (const name of ['old.onnx', 'old.json']) utimesSync(join(folder, name), 0, 0);
  await pruneCache(folder, 'new', { ...limits, maxIdleMs: 60_000 });
  expect(readdirSync(folder).sort()).toEqual(['new.json', 'new.onnx']);
});
