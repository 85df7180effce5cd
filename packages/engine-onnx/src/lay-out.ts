import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { laidOutEnding } from './compiled-files.js';
import { exactInt8 } from './exact-int8.js';
import { env, InferenceSession } from './onnxruntime.js';
import { processorFeatures } from './processor-features.js';

/**
 * Writes a compiled model once more, as onnxruntime lays it out for this machine's processor, with its weights in a file
 * beside it. Engine processes map that file into their memory: they share one copy of the weights, and open the model
 * without optimising it again. A file that is there already is used when its bytes are the ones that were written.
 *
 * @param compiledModelPath a file of this package's compiler; the new files lie beside it, and share its name up to the first dot
 * @returns the path to open
 * @throws Error where the folder cannot be written, or onnxruntime cannot write the model
 */
export async function layOut(compiledModelPath: string): Promise<string> {
  const folder = dirname(compiledModelPath);
  const ending = laidOutEnding(machineDigest());
  const name = basename(compiledModelPath, '.onnx') + basename(ending, '.onnx');
  const files = [`${name}.weights`, `${name}.onnx`] as const;
  const record = join(folder, `${name}.json`);
  const path = join(folder, files[1]);
  const source = await digestOf(compiledModelPath);
  if (await isWhole(folder, files, { record, source })) {
    await renew(record);
    return path;
  }

  // The graph names the file of its weights: both are written under their own names, and then moved, the record last.
  const scratch = join(folder, `.${randomUUID()}`);
  await mkdir(scratch);
  try {
    await writeOptimised(compiledModelPath, join(scratch, files[1]), files[0]);
    const written = await describeFiles(scratch, files, source);
    for (const file of files) await rename(join(scratch, file), join(folder, file));
    await writeFile(join(scratch, `${name}.json`), written);
    await rename(join(scratch, `${name}.json`), record);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return path;
}

async function writeOptimised(compiledModelPath: string, path: string, weightsFile: string): Promise<void> {
  const session = await InferenceSession.create(compiledModelPath, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    // Optimising is the work of one thread: others would start, spin and end.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // It would warn that the file suits this processor alone.
    logSeverityLevel: 3,
    optimizedModelFilePath: path,
    extra: {
      session: {
        ...exactInt8(),
        optimized_model_external_initializers_file_name: weightsFile,
        optimized_model_external_initializers_min_size_in_bytes: '1024',
      },
    },
  });
  await session.release();
  // Weights under the least size stay in the graph; of a network that has no others, no file is written.
  await appendFile(join(dirname(path), weightsFile), '');
}

/**
 * What the layout depends on: the processor's instructions, and onnxruntime. A name of the processor is not enough, since virtual
 * machines hide features of one that they name.
 */
function machineDigest(): string {
  const [{ model } = { model: 'unknown' }] = cpus();
  const parts = [arch(), model, processorFeatures(), env.versions.node];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

async function isWhole(
  folder: string,
  files: readonly string[],
  { record, source }: { readonly record: string; readonly source: string },
): Promise<boolean> {
  try {
    return (await readFile(record, 'utf8')) === (await describeFiles(folder, files, source));
  } catch {
    // A file that is missing or unreadable has the same cure as one that was changed: it is written again.
    return false;
  }
}

/** The record's text: what was read and what was written, by their digests. */
async function describeFiles(folder: string, files: readonly string[], source: string): Promise<string> {
  const written = await Promise.all(files.map((file) => digestOf(join(folder, file))));
  return JSON.stringify({ source, written });
}

/** @returns hex sha256 */
async function digestOf(path: string): Promise<string> {
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
