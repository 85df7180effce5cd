import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ModelManifest, SlcError } from '@slc/domain';
import { digestFile } from './digest-file.js';

/**
 * Makes sure that a weights file is the one its manifest means. Messages name the file, not the folders above it: they
 * are shown to whoever asks how the model stands.
 *
 * @returns hex sha256 of the file
 * @throws SlcError `not_found` when there is no file; `invalid_model` for another size or digest
 */
export async function verifyWeights(
  source: Pick<ModelManifest['source'], 'sizeBytes' | 'sha256'>,
  weightsPath: string,
  signal?: AbortSignal,
  name: string = basename(weightsPath),
): Promise<string> {
  const { size } = await statOrRefuse(weightsPath, name);
  if (source.sizeBytes !== null && size !== source.sizeBytes) {
    throw new SlcError('invalid_model', `${name}: expected ${source.sizeBytes} bytes, the file has ${size}`);
  }
  const sha256 = await digestFile(weightsPath, signal);
  if (source.sha256 !== null && sha256 !== source.sha256) {
    throw new SlcError('invalid_model', `${name}: expected sha256 ${source.sha256}, the file has ${sha256}`);
  }
  return sha256;
}

async function statOrRefuse(path: string, name: string) {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return stats;
  } catch (cause) {
    throw new SlcError('not_found', `${name}: expected a model file, there is none that can be read`, {
      cause,
    });
  }
  throw new SlcError('not_found', `${name}: expected a model file, this is no file`, {
    cause: new Error(path),
  });
}
