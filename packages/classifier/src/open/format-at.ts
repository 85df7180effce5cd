import type { CompiledFormat } from '@slc/compile';
import type { Precision } from '@slc/domain';

/** What an engine opens at a precision. @param format what it opens at float32 */
export function formatAt(format: CompiledFormat, precision: Precision): CompiledFormat {
  return format === 'onnx' && precision === 'float16' ? 'onnx-float16' : format;
}
