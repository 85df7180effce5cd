import type { ModelRef } from '@slc/domain';

/** Whether both are the same weights of the same release. `standIn` is a matter of use, not of identity. */
export function isSameModel(one: ModelRef, other: ModelRef | null | undefined): boolean {
  return one.id === other?.id && one.revision === other.revision && one.sha256 === other.sha256;
}
