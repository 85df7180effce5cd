import { SlcError } from '@slc/domain';
import { DataType } from '../../generated/inference/DataType.js';
import type { Datatype } from '../../inference/models.js';

/** Triton's number of each datatype. */
const TRITON_DATATYPES = {
  BYTES: DataType.TYPE_STRING,
  UINT8: DataType.TYPE_UINT8,
  FP32: DataType.TYPE_FP32,
  BOOL: DataType.TYPE_BOOL,
} as const satisfies Readonly<Record<Datatype, number>>;

// Safe: the keys of the table above.
export const DATATYPES = Object.keys(TRITON_DATATYPES) as Datatype[];

export function toTritonDatatype(datatype: Datatype): (typeof TRITON_DATATYPES)[Datatype] {
  return TRITON_DATATYPES[datatype];
}

/** @throws SlcError `internal` for one that the contract does not have */
export function fromTritonDatatype(number: number): Datatype {
  const known = DATATYPES.find((datatype) => TRITON_DATATYPES[datatype] === number);
  if (known) return known;
  throw new SlcError('internal', `The worker's answer: expected a datatype of the contract, got ${number}.`);
}
