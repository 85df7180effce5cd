import type { ModelRef } from '@slc/domain';

/** A model as a person at the terminal reads it. */
export function modelText({ id, revision, standIn }: Pick<ModelRef, 'id' | 'revision' | 'standIn'>): string {
  return `${id} ${revision}${standIn ? ' (compact stand-in)' : ''}`;
}
