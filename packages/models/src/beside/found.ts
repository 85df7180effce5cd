import { type Found, foundSchema, type Preprocessing } from '@slc/domain';

/** Of several findings the first one's, where more than one says something; of a recipe, key by key. */
export function firstOf(...all: readonly Found[]): Found {
  const recipes = all.flatMap(({ recipe }) => recipe ?? []);
  const [first, ...others] = recipes;
  const recipe = others.length > 0 && first ? merged([first, ...others]) : first;
  return { ...Object.assign({}, ...[...all].reverse()), ...(recipe && { recipe }) };
}

type Recipe = NonNullable<Found['recipe']>;

/** Sources of which nothing is taken are not named. */
function merged(recipes: readonly Recipe[]): Recipe {
  const taken: Record<string, unknown> = {};
  const sources: string[] = [];
  for (const { value, source } of recipes) {
    const news = Object.entries(value).filter(([key]) => !(key in taken));
    Object.assign(taken, Object.fromEntries(news));
    if (news.length > 0) sources.push(source);
  }
  return { value: taken, source: sources.join(' and ') };
}

const { size: sizeSchema, recipe: recipeSchema } = foundSchema.shape;

/**
 * What of a finding a manifest may say. A size or a recipe that none may have is left out, as one that nobody wrote down: what is guessed
 * in its place is said to be a guess.
 */
export function usable({ size, recipe, ...others }: Found): Found {
  return {
    ...others,
    ...(size && sizeSchema.safeParse(size).success && { size }),
    ...(recipe && recipeSchema.safeParse(recipe).success && { recipe }),
  };
}

/** @returns undefined for anything else than numbers */
export function numbersIn(value: unknown): readonly number[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'number') ? value : undefined;
}

/** @returns undefined for anything else than texts, and for none */
export function textsIn(value: unknown): readonly string[] | undefined {
  const isList = Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
  return isList ? value : undefined;
}

/**
 * Names by their places: `{"0": "a", "1": "b"}`, or `{"a": 0, "b": 1}`.
 *
 * @returns undefined where a place is missing or stands twice
 */
export function textsByPlace(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).map(([key, each]): [number, unknown] =>
    typeof each === 'number' ? [each, key] : [Number(key), each],
  );
  const names = new Map(entries);
  const ordered = entries.map((_, place) => names.get(place));
  return names.size === entries.length ? textsIn(ordered) : undefined;
}

/**
 * A standardising of values that were scaled before, as pixel * scale + offset.
 *
 * @param rescale what pixels of 0..255 are multiplied by first
 */
export function standardising(
  rescale: number,
  mean: readonly number[],
  deviation: readonly number[],
): Pick<Preprocessing, 'scale' | 'offset'> | undefined {
  if (mean.length !== deviation.length || deviation.some((each) => each === 0)) return undefined;
  if (mean.length !== 1 && mean.length !== 3) return undefined;
  const scale = deviation.map((each) => rescale / each);
  const offset = deviation.map((each, i) => (0 - (mean[i] ?? 0)) / each);
  return { scale: perChannel(scale), offset: perChannel(offset) };
}

function perChannel(values: readonly number[]): Preprocessing['scale'] {
  const [first = 0, second = first, third = first] = values;
  return first === second && first === third ? first : [first, second, third];
}
