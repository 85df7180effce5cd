import { type LesionClass, SlcError } from '@slc/domain/light';
import { listed } from '../listed.js';

/**
 * Where each of the first model's classes comes among the second's.
 *
 * @throws SlcError `invalid_request` where the two have different classes, naming those that one alone has
 */
export function classOrder(first: readonly LesionClass[], second: readonly LesionClass[]): readonly number[] {
  const alone = [
    ['the first', missingFrom(second, first)] as const,
    ['the second', missingFrom(first, second)] as const,
  ].filter(([, ids]) => ids.length > 0);
  if (alone.length > 0) {
    const differences = alone.map(([which, ids]) => `${which} alone has ${listed(ids)}`).join(', ');
    throw new SlcError(
      'invalid_request',
      `models to compare: expected the same classes in both, ${differences}`,
    );
  }
  return first.map(({ id }) => second.findIndex((other) => other.id === id));
}

/** Ids that the other list has and this one lacks. */
function missingFrom(classes: readonly LesionClass[], others: readonly LesionClass[]): string[] {
  const ids = new Set(classes.map(({ id }) => id));
  return others.map(({ id }) => id).filter((id) => !ids.has(id));
}
