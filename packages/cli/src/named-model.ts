import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SlcError } from '@slc/domain';
import { assertModelFile, listModels, type NamedModel, nameModel } from '@slc/models';
import { type BareFileOptions, withChoices } from './bare-file-options.js';
import { fileInFolder, isFolder } from './file-in-folder.js';
import type { Terminal } from './terminal.js';

/**
 * The model that a name on the command line means: an id before a folder of that name. A name that means nothing is bad usage;
 * a file that is there and broken fails when it is read.
 *
 * @param said of a bare file
 * @throws SlcError `invalid_request` where the name means no model; as `nameModel` and `withChoices`
 */
export async function namedModel(
  name: string,
  { directory }: Pick<Terminal, 'directory'>,
  said: BareFileOptions = {},
): Promise<NamedModel> {
  const model = await meant(name, directory).catch((error: unknown) => {
    if (!(error instanceof SlcError) || error.code !== 'not_found') throw error;
    throw new SlcError('invalid_request', error.message, { cause: error });
  });
  return withChoices(model, said);
}

/** In the folder of a model, such as `calibrate` and `quantize` write. */
export const MANIFEST_FILE = 'manifest.json';

async function meant(given: string, directory: string): Promise<NamedModel> {
  const folder = resolve(directory, given);
  const isId = (await listModels()).some(({ manifest }) => manifest.id === given);
  const name = !isId && (await isFolder(folder)) ? join(given, await modelIn(folder, given)) : given;
  const model = await nameModel(name, directory, name);
  if (model.kind === 'bare-file') await assertModelFile(model.weightsPath, name);
  return model;
}

/** The manifest that was written into a folder comes before the one model file in it. */
async function modelIn(folder: string, place: string): Promise<string> {
  if (existsSync(join(folder, MANIFEST_FILE))) return MANIFEST_FILE;
  return await fileInFolder(folder, { asked: undefined, place, advice: 'give the path of one' });
}
