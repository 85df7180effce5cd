import type { Guess } from '@slc/domain';
import type { PageContext } from './page-context.js';

/** Warns that something of the model was guessed. Null where nothing was. */
export function guessWords({ t }: PageContext, guessed: readonly Guess[] = []): string | null {
  const [first, second] = guessed;
  if (!first) return null;
  return t(second ? 'guessed.both' : `guessed.${first}`);
}
