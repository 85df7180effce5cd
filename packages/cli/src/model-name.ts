import type { ModelRef } from '@slc/domain';

/** A model as texts name it: with what a reader of its answers must know. */
export function modelName({ id, revision, precision, standIn, guessed }: ModelRef): string {
  const notes = [
    ...(precision === 'float32' ? [] : [` ${precision}`]),
    ...(standIn ? [' (compact stand-in)'] : []),
    ...(guessed ? [` (guessed: ${guessed.join(', ')})`] : []),
  ];
  return `${id} ${revision}${notes.join('')}`;
}
