import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { compilerDigest, digestBuiltFiles } from '../dist/compiler-digest.js';

const folder = mkdtempSync(join(tmpdir(), 'compiler-digest-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of a package's built files. */
function copyOf(name: string): string {
  const copy = join(folder, name);
  cpSync(fileURLToPath(new URL(`../../${name}/dist/`, import.meta.url)), copy, { recursive: true });
  return copy;
}

/** The built file of a package that holds this text. */
function fileWith(text: string, folder: string): string {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name));
  const found = paths.find((path) => readFileSync(path, 'utf8').includes(text));
  if (found === undefined) throw new Error(`expected a file with ${text} in ${folder}`);
  return found;
}

describe('the digest of the compiler', () => {
  it.each([
    ['engine-onnx', "case 'layer-norm'"],
    ['engine-tfjs', "case 'layer-norm'"],
    ['layer-graph', 'foldBatchNorm('],
    ['keras-h5', 'readKerasModel('],
  ])('is another when a file of %s with %s has another byte, or another name', async (name, text) => {
    const copy = copyOf(name);
    const before = await digestBuiltFiles([copy]);
    expect(await digestBuiltFiles([copy])).toBe(before);

    const path = fileWith(text, copy);
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([bytes, Buffer.from(' ')]));
    expect(await digestBuiltFiles([copy])).not.toBe(before);

    rmSync(path);
    writeFileSync(path.replace(/\.js$/, '-.js'), bytes);
    expect(await digestBuiltFiles([copy])).not.toBe(before);
  });

  it('is another for each format, and the same each time', async () => {
    const onnx = await compilerDigest('onnx');
    expect(onnx).toMatch(/^[0-9a-f]{64}$/);
    expect(await compilerDigest('onnx')).toBe(onnx);
    expect(await compilerDigest('tfjs')).not.toBe(onnx);
  });

  it('does not count types and source maps, which images leave out', async () => {
    const copy = copyOf('domain');
    const before = await digestBuiltFiles([copy]);
    writeFileSync(join(copy, 'index.d.ts'), '');
    expect(await digestBuiltFiles([copy])).toBe(before);
  });
});
