import { ONNX_INT8_ADVICE } from '@slc/domain';
import { isOnnxFile } from './is-model-file.js';

/** What is wrong where int8 is wanted of a file without a manifest, and what helps: one line. */
export async function int8ProblemOfFile(weightsPath: string): Promise<string> {
  if (await isOnnxFile(weightsPath))
    return `expected float32 for an ONNX file, got int8: ${ONNX_INT8_ADVICE}`;
  return 'expected a manifest with measured ranges (precisions.int8), got a bare file: slc quantize makes one';
}
