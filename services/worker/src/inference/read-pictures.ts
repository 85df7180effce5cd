import { type InferRequest, invalidRequest, quoteName } from '@slc/rpc';
import type { FoundModel } from './find-model.js';
import { modelInput } from './model-tensors.js';

/**
 * The pictures of a request: encoded files, or pixels.
 *
 * @param most pictures of one call; more could never have their places in the queue
 * @throws SlcError `invalid_request` for inputs that the model does not have
 */
export function readPictures(
  { inputs }: InferRequest,
  model: FoundModel,
  most: number,
): readonly Uint8Array[] {
  const { name, datatype, dims } = modelInput(model);
  const [input, ...others] = inputs;
  if (!input || others.length > 0) throw invalidRequest('inputs', `one, ${name}`, `${inputs.length}`);
  if (input.name !== name) throw invalidRequest('inputs', name, quoteName(input.name));
  const where = `input ${name}`;
  if (input.datatype === 'other' || input.datatype !== datatype) {
    const got = input.datatype === 'other' ? input.named : input.datatype;
    throw invalidRequest(where, `datatype ${datatype}`, quoteName(got));
  }
  const { shape } = input;
  if (!isShapeOf(shape, dims)) {
    const forms = dims.length > 0 ? `[N, ${dims.join(', ')}]` : '[N], [N, 1] or []';
    throw invalidRequest(where, `shape ${forms}`, `[${shape.join(', ')}]`);
  }
  const [count = 1] = shape;
  if (count < 1 || count > most) throw invalidRequest(where, `1 to ${most} images`, `${count}`);
  if (input.datatype === 'BYTES') return input.data;
  const { data } = input;
  const bytes = data.length / count;
  return Array.from({ length: count }, (_, index) => data.subarray(index * bytes, (index + 1) * bytes));
}

/** @param dims of one picture; an image's bytes are one element */
function isShapeOf(shape: readonly number[], dims: readonly number[]): boolean {
  const [, ...ofOne] = shape;
  if (dims.length > 0) return `${ofOne}` === `${dims}`;
  return shape.length < 2 || `${ofOne}` === '1';
}
