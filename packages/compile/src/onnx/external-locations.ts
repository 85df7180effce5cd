import { isOnnxFile } from '@slc/models';
import { askReader, READER_LIMITS } from '../ask-reader.js';
import { type LocationsOrder, locationsReply } from './locations-protocol.js';

/**
 * In which further files a model's weights are, as it names them: they need not be there yet. None for a file that is not ONNX. A
 * process that ends afterwards reads it, as everything that strangers wrote.
 *
 * @throws SlcError `invalid_model` where the file is damaged; `unsupported_model` where reading it takes too much
 */
export async function externalLocations(
  weightsPath: string,
  limits = READER_LIMITS,
): Promise<readonly string[]> {
  if (!(await isOnnxFile(weightsPath))) return [];
  const order: LocationsOrder = { weightsPath, limits };
  return await askReader({
    module: new URL('../children/locations-child.js', import.meta.url),
    order,
    does: 'reads where the weights are',
    messages: locationsReply,
    onMessage: ({ locations }) => locations,
  });
}
