import type { ModelRef } from '@slc/domain';

/** The same weights of the same release, whoever answers with them. */
export function isSameModel(one: ModelRef, other: ModelRef | null | undefined): boolean {
  return one.id === other?.id && one.revision === other.revision && one.sha256 === other.sha256;
}
