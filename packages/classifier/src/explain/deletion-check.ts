import type { Explanation } from '@slc/domain';
import { Random } from '@slc/evaluation';
import { enlargeMap, type Pixels, type Size, type ValueMap } from '@slc/image';

export interface DeletionOptions {
  /** The network's input. */
  readonly image: Pixels;
  readonly map: ValueMap;
  /** What the answer gives the class that is explained, 0..1. */
  readonly probability: number;
  /** Pictures of the network's size to the probability of that class in the answer to each. */
  probabilitiesOf(pictures: readonly Uint8Array[]): Promise<readonly number[]>;
}

/** Random fifths that a map's own is compared with. */
const RANDOM_FIFTHS = 4;

/** Forward passes of one check. */
export const DELETION_PASSES = 1 + RANDOM_FIFTHS;

/** How much more than without a random fifth the probability must fall without the strongest one. */
const MARGIN = 0.05;

const SEED = 2018;

/**
 * Whether a map shows what the answer rests on (Petsiuk et al., "RISE", BMVC 2018). The fifth of the picture with the largest
 * values is replaced by the picture's mean colour; so are, one at a time, four other fifths of the same shape: the first,
 * mirrored or not and moved by a random distance, around the edges. The seed is fixed, so a picture is always checked alike.
 *
 * Only places with values above 0 count to the first fifth. A map of zeros points at nothing and does not hold.
 */
export async function checkByDeletion(options: DeletionOptions): Promise<Explanation['check']> {
  const { image, map, probability, probabilitiesOf } = options;
  const strongest = strongestFifth(enlargeMap(map, image));
  if (strongest.length === 0) return { drop: 0, randomDrop: 0, holds: false };
  const random = Random.seeded(SEED);
  const others = Array.from({ length: RANDOM_FIFTHS }, () => movedAtRandom(strongest, image, random));
  const colour = meanColour(image);
  const pictures = [strongest, ...others].map((places) => without(places, image, colour));
  const [left = probability, ...othersLeft] = await probabilitiesOf(pictures);
  const drop = probability - left;
  const randomDrop = probability - meanOf(othersLeft);
  return { drop, randomDrop, holds: drop > randomDrop + MARGIN };
}

/** @returns numbers of pixels, counted row by row */
function strongestFifth(values: Float64Array): readonly number[] {
  return [...values.keys()]
    .filter((place) => (values[place] ?? 0) > 0)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, Math.round(values.length / 5));
}

function movedAtRandom(
  places: readonly number[],
  { width, height }: Size,
  random: Random,
): readonly number[] {
  const [isFlipped, isMirrored] = [random.below(2) === 1, random.below(2) === 1];
  const [down, right] = [random.below(height), random.below(width)];
  return places.map((place) => {
    const [y, x] = [Math.floor(place / width), place % width];
    const row = ((isFlipped ? height - 1 - y : y) + down) % height;
    return row * width + (((isMirrored ? width - 1 - x : x) + right) % width);
  });
}

function without(places: readonly number[], { data }: Pixels, colour: readonly number[]): Uint8Array {
  const picture = Uint8Array.from(data);
  for (const place of places) picture.set(colour, 3 * place);
  return picture;
}

/** Red, green, blue. */
function meanColour({ data }: Pixels): readonly number[] {
  const sums: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    sums[0] += data[i] ?? 0;
    sums[1] += data[i + 1] ?? 0;
    sums[2] += data[i + 2] ?? 0;
  }
  return sums.map((sum) => Math.round((3 * sum) / data.length));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
