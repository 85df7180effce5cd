import type { Guess, ModelManifest } from '@slc/domain';
import { SCALINGS, type Scaling } from '@slc/models';
import { readableLines } from './safe-text.js';
import type { Terminal } from './terminal.js';

/** More classes than these are not worth a line. */
const CLASSES_SHOWN = 10;

/** Network input of a pixel, 0..255. */
export const SCALING_WORDS: Readonly<Record<Scaling, string>> = {
  original: 'pixel / 127.5 - 1',
  none: '0..255, as they are',
  unit: 'pixel / 255',
  imagenet: 'ImageNet’s mean and deviation',
};

/** Says on standard error what nobody has confirmed of a model, and how to go on. */
export function warnOfGuesses(
  manifest: ModelManifest,
  name: string,
  { complain }: Pick<Terminal, 'complain'>,
): void {
  const { guessed = [], foundIn = {} } = manifest;
  const isManifest = /\.json$/i.test(name);
  // Taken out of a manifest, the guesses were confirmed by a person who has read the notes in it.
  const notes = isManifest && guessed.length === 0 ? [] : (foundIn.notes ?? []);
  for (const note of notes) complain(readableLines(`slc: beside ${name}: ${note}\n`));
  if (guessed.length === 0) return;
  const guesses = guessed.map((guess) => GUESSES[guess](manifest)).join(', and ');
  complain(`slc: guessed of ${name}: ${guesses}. Where a guess is wrong, so are the answers.\n`);
  const options = guessed.map((guess) => OPTIONS[guess]).join(' and ');
  complain(
    isManifest
      ? `slc: confirm it by taking it out of "guessed" in ${name}\n`
      : `slc: say it with ${options}, or for good in a manifest: slc model manifest ${name}\n`,
  );
}

const OPTIONS: Readonly<Record<Guess, string>> = { classes: '--labels', scaling: '--scaling' };

const GUESSES: Readonly<Record<Guess, (manifest: ModelManifest) => string>> = {
  classes: (manifest) => `its classes (${labelsText(manifest)}, in the order of its outputs)`,
  scaling: ({ preprocessing }) => `its scaling (${scalingText(preprocessing)})`,
};

/** The ids of a model's classes, as far as they are worth a line. */
export function labelsText({ labels }: Pick<ModelManifest, 'labels'>): string {
  const ids = labels.slice(0, CLASSES_SHOWN).map(({ id }) => id);
  return [...ids, ...(labels.length > ids.length ? ['…'] : [])].join(', ');
}

/** What a model's pixels are brought to. */
export function scalingText({ scale, offset }: ModelManifest['preprocessing']): string {
  const isSame = (a: unknown, b: unknown) => String(a) === String(b);
  const known = Object.entries(SCALINGS).find(
    ([, each]) => isSame(each.scale, scale) && isSame(each.offset, offset),
  );
  return known ? SCALING_WORDS[known[0] as Scaling] : `pixel * ${scale} + ${offset}`;
}
