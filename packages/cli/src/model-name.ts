import type { ModelRef } from '@slc/domain';

/** A model as texts name it: with what a reader of its answers must know. */
export function modelName({ id, revision, standIn, guessed }: ModelRef): string {
  const notes = [
    ...(standIn ? [' (compact stand-in)'] : []),
    ...(guessed ? [` (guessed: ${guessed.join(', ')})`] : []),
  ];
  return `${id} ${revision}${notes.join('')}`;
}
