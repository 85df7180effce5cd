import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { describeForeignFile, type ModelManifest, SlcError } from '@slc/domain';
import { digestFile } from './digest-file.js';
import { readFileHead } from './read-file-head.js';

/**
 * Makes sure that a weights file is the one its manifest means. Messages name the file and not its folders: every client
 * can read them in the state of the model.
 *
 * @param expected may have a `name` for messages; else it is the file's own
 * @returns hex sha256 of the file
 * @throws SlcError `not_found` when there is no file; `invalid_model` for another size or digest
 */
export async function verifyWeights(
  expected: Pick<ModelManifest['source'], 'sizeBytes' | 'sha256'> & { readonly name?: string },
  weightsPath: string,
  signal?: AbortSignal,
): Promise<string> {
  const { sizeBytes, name = basename(weightsPath) } = expected;
  const size = await sizeOf(weightsPath, name);
  if (sizeBytes !== null && size !== sizeBytes) {
    const foreign = describeForeignFile(await readFileHead(weightsPath));
    const got = foreign ? `got ${foreign}` : `the file has ${size}`;
    throw new SlcError('invalid_model', `${name}: expected ${sizeBytes} bytes, ${got}`);
  }
  const sha256 = await digestFile(weightsPath, signal);
  if (expected.sha256 !== null && sha256 !== expected.sha256) {
    const message = `${name}: expected sha256 ${expected.sha256}, the file has ${sha256}`;
    throw new SlcError('invalid_model', message);
  }
  return sha256;
}

/**
 * @param name in messages
 * @throws SlcError `not_found` when there is no model file that can be read
 */
export async function assertModelFile(path: string, name: string = basename(path)): Promise<void> {
  await sizeOf(path, name);
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw new SlcError('not_found', `${name}: expected a model file, it cannot be read`, { cause });
  });
}

async function sizeOf(path: string, name: string): Promise<number> {
  const refuse = (got: string, cause: unknown) =>
    new SlcError('not_found', `${name}: expected a model file, ${got}`, { cause });
  const stats = await stat(path).catch((cause: unknown) => {
    throw refuse('there is none that can be read', cause);
  });
  if (!stats.isFile()) throw refuse('this is not a file', new Error(path));
  return stats.size;
}
