import { readFile, stat } from 'node:fs/promises';
import { isOnnxFile } from '@slc/models';
import { readOnnxFile } from '@slc/onnx-file';

/** Node reads no more at once. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * In which further files a model's weights are, as it names them: they need not be there yet. None for a file that is not ONNX.
 *
 * @throws SlcError `invalid_model` where the file is damaged
 */
export async function externalLocations(weightsPath: string): Promise<readonly string[]> {
  if (!(await isOnnxFile(weightsPath))) return [];
  // A larger file is none of protobuf's; reading it says so.
  if ((await stat(weightsPath)).size > MOST_BYTES) return [];
  const locations = new Set<string>();
  for (const { external } of readOnnxFile(await readFile(weightsPath)).initializers.values()) {
    if (external) locations.add(external.location);
  }
  return [...locations];
}
