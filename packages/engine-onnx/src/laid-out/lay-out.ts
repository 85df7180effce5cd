import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exactInt8 } from '../exact-int8.js';
import { InferenceSession } from '../onnxruntime.js';
import { readBlockSize } from './block-size.js';
import { describeFiles, digestOf, findLaidOut, laidOutModel } from './laid-out-model.js';
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
  const found = await findLaidOut(compiledModelPath);
  if (found !== null) return found;

  const { folder, name, files, record, path } = laidOutModel(compiledModelPath);
  const source = await digestOf(compiledModelPath);
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
    // Optimising is the work of one thread: others would start, spin and end.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // It would warn that the file suits this processor alone.
    logSeverityLevel: 3,
    optimizedModelFilePath: path,
    extra: { session: { ...exactInt8(), ...session } },
  });
  await optimiser.release();
  return path;
}
