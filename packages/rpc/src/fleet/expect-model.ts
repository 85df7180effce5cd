import { isDeepStrictEqual } from 'node:util';
import { type ModelRef, modelRefText, SlcError } from '@slc/domain';

/** @throws SlcError `unsupported_model` where answers come from another model than those before */
export function expectModel(got: ModelRef, expected: ModelRef): void {
  if (isDeepStrictEqual(got, expected)) return;
  const names = `expected answers of ${modelRefText(expected)}, got those of ${modelRefText(got)}`;
  throw new SlcError('unsupported_model', names);
}
