import { type Found, foundSchema, type Preprocessing } from '@slc/domain';

type SaidRecipe = NonNullable<Found['recipe']>;

/**
 * Of several findings the first one's, where more than one says something; of a recipe, key by key. What a later one contradicts is
 * noted.
 */
export function firstOf(...all: readonly Found[]): Found {
  const recipes = all.flatMap(({ recipe }) => recipe ?? []);
  const [first, ...others] = recipes;
  const recipe = others.length > 0 && first ? merged([first, ...others]) : first;
  const notes = [...all.flatMap((each) => each.notes ?? []), ...contradictions(all)];
  return {
    ...Object.assign({}, ...[...all].reverse()),
    ...(recipe && { recipe }),
    ...(notes.length > 0 && { notes }),
  };
}

/** The recipe of a network with this layout; null where none was found for it. @param layout undefined for Keras's own files */
export function recipeFor(layout: string | undefined, { recipe }: Found): SaidRecipe | null {
  return !recipe?.layout || recipe.layout === layout ? (recipe ?? null) : null;
}

function contradictions(all: readonly Found[]): readonly string[] {
  return [
    ...differingFrom(all.flatMap(({ classes }) => classes ?? [])).map(
      ([taken, other]) => `${other} names other classes than ${taken}, whose names were taken`,
    ),
    ...differingFrom(all.flatMap(({ size }) => size ?? [])).map(
      ([taken, other]) => `${other} says another size than ${taken}, whose size was taken`,
    ),
  ];
}

/** @returns of each that says something else than the first, the first's source and its own */
function differingFrom(
  said: readonly { readonly value: unknown; readonly source: string }[],
): readonly (readonly [string, string])[] {
  const [first, ...others] = said;
  if (!first) return [];
  return others
    .filter(({ value }) => !isSame(value, first.value))
    .map(({ source }) => [first.source, source] as const);
}

/** Sources of which nothing is taken are not named, unless they say otherwise. */
function merged(recipes: readonly SaidRecipe[]): SaidRecipe {
  const taken: Record<string, unknown> = {};
  const sources: string[] = [];
  const doubts: string[] = [];
  for (const { value, source, doubt } of recipes) {
    const news = Object.entries(value).filter(([key]) => !(key in taken));
    const others = Object.entries(value).filter(([key, each]) => key in taken && !isSame(taken[key], each));
    Object.assign(taken, Object.fromEntries(news));
    if (news.length > 0) sources.push(source);
    const isTaken = news.length > 0 || Object.keys(value).length === 0;
    if (isTaken && doubt) doubts.push(doubt);
    if (others.length > 0) doubts.push(`${source} says another ${others.map(([key]) => key).join(' and ')}`);
  }
  const doubt = doubts.length > 0 ? { doubt: doubts.join(', and ') } : {};
  return { value: taken, source: sources.join(' and '), ...doubt };
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

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

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
 * Names by their places: `{"0": "a", "1": "b"}`, or `{"a": 0, "b": 1}`, or `{"a": "0", "b": "1"}`; places count from 0 or from 1.
 *
 * @returns undefined where a place is missing or stands twice
 */
export function textsByPlace(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const pairs = Object.entries(value);
  const isByName = pairs.every(([, each]) => isPlace(each)) && !pairs.every(([key]) => isPlace(key));
  const names = new Map(
    pairs.map(([key, each]): [number, unknown] => (isByName ? [Number(each), key] : [Number(key), each])),
  );
  const from = names.has(0) ? 0 : 1;
  const ordered = pairs.map((_, place) => names.get(from + place));
  return names.size === pairs.length ? textsIn(ordered) : undefined;
}

function isPlace(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d{1,6}$/.test(value));
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
