import { SlcError } from '@slc/domain';
import { type Network, outputValue, takesBytesDynamically } from '@slc/onnx-file';
import type { Examined } from './examine-network.js';
import type { Given, PicturePlace, Trials, Variant } from './trials.js';

/** How a network takes several pictures, and how that was found out. */
export interface SettledBatch {
  readonly variant: Variant;
  readonly kind: 'together' | 'freed' | 'one-by-one';
  /** In words. */
  readonly reason: string;
}

/**
 * Finds out whether a network takes several pictures at a time: what a file declares is no promise. Pictures together must give what
 * each gives alone, in whichever order and number. Where they do not, constant shapes that say a batch of one are freed; where that does not help either,
 * pictures go one by one.
 */
export async function settleBatch(
  network: Network,
  { examined, trials }: { readonly examined: Examined; readonly trials: Pick<Trials, 'together'> },
): Promise<SettledBatch> {
  const { outputs } = examined;
  const oneByOne = { outputs, batch: 'one', freesReshapes: false } as const;
  if (takesBytesDynamically(network)) {
    const reason = 'it chooses the steps of its numbers by what else is in the batch (dynamic int8)';
    return { variant: oneByOne, kind: 'one-by-one', reason };
  }
  const free = { outputs, batch: 'free', freesReshapes: false } as const;
  const asItIs = await differenceOf(free, { examined, trials });
  if (asItIs === null) {
    return { variant: free, kind: 'together', reason: `${TOGETHER} what each gives alone` };
  }
  const freed = { ...free, freesReshapes: true };
  if ((await differenceOf(freed, { examined, trials })) === null) {
    const reason = `constant shapes of one picture were freed, and ${TOGETHER} what each gives alone; before, ${asItIs}`;
    return { variant: freed, kind: 'freed', reason };
  }
  return { variant: oneByOne, kind: 'one-by-one', reason: `of several pictures together ${asItIs}` };
}

/** The second batch has each picture at another place, with another neighbour. */
const BATCHES: readonly (readonly PicturePlace[])[] = [
  [0, 1],
  [1, 2, 0],
];

const TOGETHER = 'two and three pictures together give';

/** Float32 sums in another order differ by less, relative to the largest logit; a row of another picture by far more. */
const TOLERANCE = 1e-3;

/** @returns null where pictures together give what each gives alone; else what they give, in words */
async function differenceOf(
  variant: Variant,
  { examined, trials }: { readonly examined: Examined; readonly trials: Pick<Trials, 'together'> },
): Promise<string | null> {
  const together = await trials.together(variant, BATCHES);
  if (together instanceof SlcError) return `it fails (${together.message})`;
  for (const [index, places] of BATCHES.entries()) {
    const difference = differenceIn(together[index] ?? new Map(), places, examined);
    if (difference !== null) return difference;
  }
  return null;
}

function differenceIn(together: Given, places: readonly PicturePlace[], examined: Examined): string | null {
  const { logits, embedding } = examined.outputs;
  const rows = rowsOf(together, examined);
  if (rows.length !== examined.classes * places.length) {
    return `it gives ${rows.length / examined.classes} answers`;
  }
  const embeddings = together.get(outputValue('embedding'))?.values.length;
  if (embedding && embeddings !== embedding.length * places.length) {
    return 'it gives another number of embeddings';
  }
  const alone = places.flatMap((place) => [...examined.alone[place]]);
  const given = logits.of === 'one-logit' ? rows.filter((_, i) => i % 2 === 1) : rows;
  const wanted = logits.of === 'probabilities' ? alone.map(Math.log) : alone;
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const isSame = given.every(
    (value, i) => Math.abs(value - (wanted[i] ?? Number.NaN)) <= TOLERANCE * largest,
  );
  return isSame ? null : 'it gives other answers than of each alone';
}

function rowsOf(given: Given, { classes }: Examined): readonly number[] {
  const { dimensions, values } = given.get(outputValue('logits')) ?? { dimensions: [], values: [] };
  return dimensions[1] === classes ? [...values] : [];
}
