import { readFile } from 'node:fs/promises';
import { isOnnx } from '@slc/models';
import { readOnnxFile } from '@slc/onnx-file';

/**
 * In which further files a model's weights are, as it names them: they need not be there yet. None for a file that is not ONNX.
 *
 * @throws SlcError `invalid_model` where the file is damaged
 */
export async function externalLocations(weightsPath: string): Promise<readonly string[]> {
  const bytes = await readFile(weightsPath);
  if (!isOnnx(bytes)) return [];
  const locations = new Set<string>();
  for (const { external } of readOnnxFile(bytes).initializers.values()) {
    if (external) locations.add(external.location);
  }
  return [...locations];
}
