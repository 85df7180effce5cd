import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { laidOutEnding } from '../compiled-files.js';
import { exactInt8 } from '../exact-int8.js';
import { env, InferenceSession } from '../onnxruntime.js';
import { processorFeatures } from '../processor-features.js';
import { readBlockSize } from './block-size.js';
import { rewriteLaidOut } from './rewrite-laid-out.js';

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
    await writeLaidOut(compiledModelPath, { scratch, files });
    const written = await describeFiles(scratch, files, source);
    for (const file of files) await rename(join(scratch, file), join(folder, file));
    await writeFile(join(scratch, `${name}.json`), written);
    await rename(join(scratch, `${name}.json`), record);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return path;
}

async function writeLaidOut(
  compiledModelPath: string,
  { scratch, files }: { readonly scratch: string; readonly files: readonly [weights: string, model: string] },
): Promise<void> {
  const [weightsPath, path] = [join(scratch, files[0]), join(scratch, files[1])];
  const weightsAside = {
    optimized_model_external_initializers_file_name: files[0],
    optimized_model_external_initializers_min_size_in_bytes: '1024',
  };
  await writeOptimised(compiledModelPath, path, weightsAside);
  // Weights under the least size stay in the graph; of a network that has no others, no file is written.
  await appendFile(weightsPath, '');
  const optimise = async (model: Uint8Array) => {
    await writeFile(join(scratch, 'model.onnx'), model);
    return await writeOptimised(join(scratch, 'model.onnx'), join(scratch, 'optimised.onnx'));
  };
  await rewriteLaidOut(path, { weightsPath, readBlockSize: () => readBlockSize(optimise) });
}

/** @returns `path` */
async function writeOptimised(
  modelPath: string,
  path: string,
  session: Readonly<Record<string, string>> = {},
): Promise<string> {
  const optimiser = await InferenceSession.create(modelPath, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    // It would warn that the file suits this processor alone.
    logSeverityLevel: 3,
    optimizedModelFilePath: path,
    extra: { session: { ...exactInt8(), ...session } },
  });
  await optimiser.release();
  return path;
}

/** Raised with every change of what is written, so that no file of an earlier one is taken for it. */
const LAYOUT_VERSION = 3;

/**
 * What the layout depends on: the processor's instructions, and onnxruntime. A name of the processor is not enough, since virtual
 * machines hide features of one that they name.
 */
function machineDigest(): string {
  const [{ model } = { model: 'unknown' }] = cpus();
  const parts = [arch(), model, processorFeatures(), env.versions.node, LAYOUT_VERSION];
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
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 })) hash.update(chunk);
  return hash.digest('hex');
}

/** Marks the files as used, which keeps them from being pruned. */
async function renew(record: string): Promise<void> {
  const now = new Date();
  // What cannot be written is not pruned either.
  await utimes(record, now, now).catch(() => {});
}
