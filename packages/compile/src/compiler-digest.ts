import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompiledFormat } from './compiled-format.js';

const { resolve } = createRequire(import.meta.url);

/** Beside this package, every package whose code decides what is read of a model's file. */
const READING = [
  '@slc/domain',
  '@slc/models',
  '@slc/layer-graph',
  '@slc/keras-h5',
  '@slc/onnx-file',
] as const;

/** And every package whose code decides which bytes a model is compiled to. */
const COMPILER_PACKAGES: Readonly<Record<CompiledFormat, readonly string[]>> = {
  onnx: [...READING, '@slc/engine-onnx'],
  'onnx-float16': [...READING, '@slc/engine-onnx'],
  tfjs: [...READING, '@slc/engine-tfjs'],
};

/**
 * Identifies the compiler as it is built on disk, so that a compiled model of another compiler is never taken for its own.
 * It is computed at each opening of a model (20 ms of processor time), since the compiling process loads the files as they are then.
 *
 * @returns hex sha256
 */
export async function compilerDigest(format: CompiledFormat): Promise<string> {
  const folders = COMPILER_PACKAGES[format].map((name) => dirname(resolve(name)));
  // The one library that reads weights; it exports no entry that could be resolved.
  const library = join(dirname(resolve('@slc/keras-h5')), '../node_modules/h5wasm/package.json');
  const own = dirname(fileURLToPath(import.meta.url));
  return await digestBuiltFiles([own, ...folders], [await readFile(library, 'utf8')]);
}

/**
 * @param folders built packages; their JavaScript files count by their path and their bytes
 * @param others what counts beside them
 * @returns hex sha256
 */
export async function digestBuiltFiles(
  folders: readonly string[],
  others: readonly string[] = [],
): Promise<string> {
  const hash = createHash('sha256');
  const add = (part: string | Uint8Array) => hash.update(`${part.length}:`).update(part);
  for (const [index, folder] of folders.entries()) {
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js')).sort();
    const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
    names.forEach((name, i) => {
      add(`${index}/${name.replaceAll(sep, '/')}`);
      add(contents[i] ?? '');
    });
  }
  for (const other of others) add(other);
  return hash.digest('hex');
}
