import { ANSWER_TOLERANCE, furthestAnswer } from '@slc/classifier';
import { roundingOf } from './golden-option.js';
import type { RecipeTrial } from './try-recipes.js';

/**
 * What rounding explains, and a little for another order of sums. Images are decoded and resized as Pillow does, to the bit: an author
 * who used it gets this close. One who did not may be as far off as the tolerance, but then no other recipe is this close.
 */
export function exactly(expected: readonly number[]): number {
  return Math.min(ANSWER_TOLERANCE, roundingOf(expected) + 0.002);
}

/** Which recipe agrees with the author's probabilities, in words. @param trials of which the manifest's own does not */
export function adviceOn(trials: readonly RecipeTrial[], expected: readonly number[]): string {
  const within = (limit: number) => trials.filter(({ difference }) => difference <= limit);
  const exact = within(exactly(expected));
  const agreeing = exact.length > 0 ? exact : within(ANSWER_TOLERANCE);
  if (agreeing.length > 0) {
    return `It agrees with ${agreeing.map(({ options }) => options).join(', or with ')}`;
  }
  const inOrder = (values: readonly number[]) => values.toSorted((a, b) => b - a);
  const reordered = trials.find(
    ({ ours }) => furthestAnswer(inOrder(expected), inOrder(ours)).difference <= ANSWER_TOLERANCE,
  );
  if (reordered) {
    const recipe = reordered.options === '' ? 'This recipe' : reordered.options;
    const order = reordered.ours.map((value) => value.toFixed(4)).join(',');
    return `${recipe} gives the same numbers in another order, ${order}: --expect and --labels are in the order of the network's outputs`;
  }
  const [nearest] = trials.toSorted((a, b) => a.difference - b.difference);
  const known = trials.map(({ options }) => options || 'this recipe').join('; ');
  const words = nearest
    ? `nearest is ${nearest.options || 'this recipe'}, ${nearest.difference.toFixed(4)} apart`
    : '';
  return `It agrees with none of: ${known}; ${words}. Other usual causes: crop and resize, the order of the classes, another file of weights`;
}
