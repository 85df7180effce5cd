import type { Explanation } from './explanation.js';

/** The ninths of a picture, row by row. */
const MAP_REGIONS = [
  'upper-left',
  'upper',
  'upper-right',
  'left',
  'centre',
  'right',
  'lower-left',
  'lower',
  'lower-right',
] as const;

export type MapRegion = (typeof MAP_REGIONS)[number];

/** What a map shows, for a sentence to those who cannot see it. */
export interface MapDescription {
  /** Where the largest value lies. */
  readonly region: MapRegion;
  /** Which part of the picture has values above half of the largest, 0..1. */
  readonly share: number;
}

/** @returns null for a map that shows nothing: all its values are 0 */
export function describeMap({
  height,
  width,
  values,
}: Pick<Explanation, 'height' | 'width' | 'values'>): MapDescription | null {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest === 0) return null;
  const strongest = values.indexOf(largest);
  const row = thirdOf(Math.floor(strongest / width), height);
  const column = thirdOf(strongest % width, width);
  const above = values.filter((value) => value > largest / 2).length;
  return { region: MAP_REGIONS[3 * row + column] ?? 'centre', share: above / values.length };
}

/** In which third, 0 to 2, of so many cells the middle of one lies. */
function thirdOf(index: number, count: number): number {
  return Math.floor(((index + 0.5) / count) * 3);
}
