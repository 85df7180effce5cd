import { type ModelRef, SlcError } from '@slc/domain';

/** @throws SlcError `unsupported_model` where answers come from another model than those before */
export function expectModel(got: ModelRef, expected: ModelRef): void {
  if (isSameModel(got, expected)) return;
  const names = `expected answers of ${describeModel(expected)}, got those of ${describeModel(got)}`;
  throw new SlcError('unsupported_model', names);
}

function isSameModel(a: ModelRef, b: ModelRef): boolean {
  const entries = (model: ModelRef) => JSON.stringify(Object.entries(model).sort());
  return entries(a) === entries(b);
}

function describeModel({ id, revision, sha256, precision }: ModelRef): string {
  return `${id} ${revision}, ${precision} (sha256 ${sha256.slice(0, 12)})`;
}
