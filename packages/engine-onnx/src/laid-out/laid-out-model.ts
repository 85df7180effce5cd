import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, utimes } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { laidOutEnding } from '../compiled-files.js';
import { processorFeatures } from '../processor-features.js';

/** Where a compiled model lies once it is laid out for this machine: beside it, under the same name up to the first dot. */
export interface LaidOutModel {
  readonly folder: string;
  readonly name: string;
  /** Those of the weights and of the network. */
  readonly files: readonly [string, string];
  /** What was read and written, by digests: written last. */
  readonly record: string;
  /** The network's. */
  readonly path: string;
}

export function laidOutModel(compiledModelPath: string): LaidOutModel {
  const folder = dirname(compiledModelPath);
  const name = basename(compiledModelPath, '.onnx') + basename(laidOutEnding(machineDigest()), '.onnx');
  const files = [`${name}.weights`, `${name}.onnx`] as const;
  return { folder, name, files, record: join(folder, `${name}.json`), path: join(folder, files[1]) };
}

/**
 * Looks for a compiled model that was laid out before. It loads no library: a process that finds one need not start another.
 *
 * @returns the path to open; null where the files are not those that were written of this model
 */
export async function findLaidOut(compiledModelPath: string): Promise<string | null> {
  const { folder, files, record, path } = laidOutModel(compiledModelPath);
  try {
    const recorded = await readFile(record, 'utf8');
    const source = await digestOf(compiledModelPath);
    if (recorded !== (await describeFiles(folder, files, source))) return null;
  } catch {
    // A file that is missing or unreadable has the same cure as one that was changed: it is written again.
    return null;
  }
  await renew(record);
  return path;
}

/**
 * What the layout depends on beside this package's code, of which the compiled model's own name has a digest: the processor's
 * instructions, and onnxruntime. A name of the processor is not enough, since virtual machines hide features of one that they name.
 */
function machineDigest(): string {
  const [{ model } = { model: 'unknown' }] = cpus();
  const parts = [arch(), model, processorFeatures(), onnxruntimeVersion()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

function onnxruntimeVersion(): string {
  return createRequire(import.meta.url)('onnxruntime-node/package.json').version;
}

/** The record's text. */
export async function describeFiles(
  folder: string,
  files: readonly string[],
  source: string,
): Promise<string> {
  const written = await Promise.all(files.map((file) => digestOf(join(folder, file))));
  return JSON.stringify({ source, written });
}

/** @returns hex sha256 */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const { size } = await stat(path);
  // Each piece is a buffer of its own: a small file needs no large ones.
  const highWaterMark = Math.max(1, Math.min(size, 1024 ** 2));
  for await (const chunk of createReadStream(path, { highWaterMark })) hash.update(chunk);
  return hash.digest('hex');
}

/** Marks the files as used, which keeps them from being pruned. */
async function renew(record: string): Promise<void> {
  const now = new Date();
  // What cannot be written is not pruned either.
  await utimes(record, now, now).catch(() => {});
}
