import type { ResolvedModel } from '@slc/models';
import { compiledSha256 } from './compiled-sha256.js';

/**
 * Whether the int8 network that engines open here is the one whose loss the manifest tells; true of a model without int8.
 *
 * @throws SlcError as `openModel`
 */
export async function isInt8AsMeasured(model: ResolvedModel, signal?: AbortSignal): Promise<boolean> {
  const measured = model.kind === 'manifest' ? model.manifest.precisions?.int8 : undefined;
  if (!measured) return true;
  return (await compiledSha256(model, { format: 'onnx', precision: 'int8', signal })) === measured.sha256;
}
