import { type Int8Manifest, int8Of, SlcError } from '@slc/domain';
import { isOnnxFile } from './is-model-file.js';
import type { NamedModel } from './name-model.js';

/** What helps where int8 is wanted of an ONNX file, of whose layers no ranges are measured. */
export const ONNX_INT8_ADVICE =
  'it is served in the precision that it was saved in: quantise it before you export it, or with onnxruntime.quantization, and leave the precision at float32';

/**
 * What int8 is compiled from. An ONNX file is told by its content, and by its name while it has yet to be fetched.
 *
 * @throws SlcError `invalid_request` where no ranges were measured, saying what helps
 */
export async function int8OfModel(model: NamedModel): Promise<Int8Manifest> {
  if (model.kind !== 'bare-file' && model.manifest.precisions?.int8) return model.manifest.precisions.int8;
  if (await isOnnxFile(model.kind === 'hub' ? model.besidePath : model.weightsPath)) {
    const message = `int8: expected float32 for an ONNX file: ${ONNX_INT8_ADVICE}`;
    throw new SlcError('invalid_request', message);
  }
  if (model.kind !== 'bare-file') return int8Of(model.manifest);
  const expected = 'expected a manifest with measured ranges (precisions.int8), got a bare file';
  throw new SlcError('invalid_request', `int8: ${expected}: slc quantize makes one`);
}
