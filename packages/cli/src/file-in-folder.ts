import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseModelFile, type FileChoice } from './choose-model-file.js';

/** Looked through too: exporters for transformers.js keep networks there. */
const FOLDER_OF_NETWORKS = 'onnx';

/** Whether a path is a folder's. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/**
 * The one model file of a folder, or of that of networks below it.
 *
 * @throws SlcError as `chooseModelFile`
 */
export async function fileInFolder(folder: string, choice: FileChoice): Promise<string> {
  const own = await readdir(folder);
  const below = await readdir(join(folder, FOLDER_OF_NETWORKS)).catch(() => []);
  const names = [...own, ...below.map((name) => `${FOLDER_OF_NETWORKS}/${name}`)];
  const { asked } = choice;
  const isThere = asked !== undefined && (await stat(join(folder, asked)).catch(() => null))?.isFile();
  return chooseModelFile(isThere ? [...names, asked] : names, choice);
}
