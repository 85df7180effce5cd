import { isOnnxFile } from '@slc/models';
import { OWN_FILE, readHollow, readOnnxFile } from '@slc/onnx-file';

/**
 * In which further files a model's weights are, as it names them: they need not be there yet. None for a file that is not ONNX.
 *
 * @throws SlcError `invalid_model` where the file is damaged
 */
export async function externalLocations(weightsPath: string): Promise<readonly string[]> {
  if (!(await isOnnxFile(weightsPath))) return [];
  const locations = new Set<string>();
  for (const { external } of readOnnxFile(readHollow(weightsPath)).initializers.values()) {
    if (external && external.location !== OWN_FILE) locations.add(external.location);
  }
  return [...locations];
}
