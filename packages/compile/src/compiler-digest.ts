import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompiledFormat } from './compiled-format.js';

const { resolve } = createRequire(import.meta.url);

/**
 * Identifies the compiler as it is built on disk, so that a compiled model of another compiler is never taken for its own.
 * It is computed at each opening of a model, since the compiling process loads the files as they are then: this package's own, whose
 * bundles hold all code that reads and compiles, and those of the engine that tries networks beside them.
 *
 * @returns hex sha256
 */
export async function compilerDigest(format: CompiledFormat): Promise<string> {
  const own = dirname(fileURLToPath(import.meta.url));
  return await digestBuiltFiles([own, dirname(resolve('@slc/engine-onnx'))], [format]);
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
