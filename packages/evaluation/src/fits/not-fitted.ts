import type { LabelledAnswers } from '../answers.js';
import { imagesPerClass } from './images-per-class.js';
import { fewestForThreshold } from './prediction-sets.js';
import { countEmbeddings } from './select-images.js';

/** A linear detector of fewer pictures finds little. */
export const FEWEST_WRONG_SORT = 20;

/** What could not be fitted and why: a code, and the values that a sentence of it needs. */
export type NotFitted =
  /** All answers are right, or none is better than chance. */
  | { readonly code: 'temperature'; readonly kept: number }
  /** These classes have too few images for a threshold of their own. */
  | {
      readonly code: 'thresholds';
      readonly coverage: number;
      readonly needed: number;
      readonly classes: readonly { readonly class: string; readonly images: number }[];
    }
  /** The model gives no embedding. */
  | { readonly code: 'embedding' }
  | { readonly code: 'noWrongSort' }
  | { readonly code: 'fewWrongSort'; readonly needed: number; readonly images: number };

export interface Fitting {
  /** Null where none is best. */
  readonly bestTemperature: number | null;
  /** Kept in its place. */
  readonly temperature: number;
  readonly coverage: number;
  readonly wrongSort?: { readonly embeddings: NonNullable<LabelledAnswers['embeddings']> } | undefined;
}

/** @param answers those that were fitted to */
export function listNotFitted(answers: LabelledAnswers, fitting: Fitting): NotFitted[] {
  const { bestTemperature, temperature, coverage, wrongSort } = fitting;
  const counts = imagesPerClass(answers);
  const needed = fewestForThreshold(coverage);
  // Safe: each class has a count.
  const classes = answers.classes.map(({ id }, index) => ({ class: id, images: counts[index] as number }));
  const rare = classes.filter(({ images }) => images < needed);
  const found: NotFitted[] = [];
  if (bestTemperature === null) found.push({ code: 'temperature', kept: temperature });
  if (rare.length > 0) found.push({ code: 'thresholds', coverage, needed, classes: rare });
  if (!answers.embeddings) found.push({ code: 'embedding' });
  else if (!wrongSort) found.push({ code: 'noWrongSort' });
  else {
    const images = countEmbeddings(wrongSort.embeddings);
    if (images < FEWEST_WRONG_SORT) found.push({ code: 'fewWrongSort', needed: FEWEST_WRONG_SORT, images });
  }
  return found;
}
