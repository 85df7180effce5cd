/** How far the answers are from float32's when these layers stay float: the mean divergence of an image, in nats. */
export type MeasureLoss = (float: readonly string[]) => Promise<number>;

export interface SensitiveLayers {
  /** Those that stay float, in the order in which they are computed. */
  readonly float: readonly string[];
  /** The loss with every layer at int8, and with these float. */
  readonly before: number;
  readonly after: number;
}

export interface SensitiveLayersOptions {
  /** Called before each measurement. */
  readonly onMeasure?: ((step: { readonly done: number; readonly most: number }) => void) | undefined;
}

/** A layer stays float that takes at least this share of the loss with it: less is not worth the conversions around it. */
const LEAST_SHARE = 0.1;
/** Fewer measurements than layers: a network of 200 takes 12 for its blocks, and 2 for each halving of those that matter. */
const BLOCKS = 12;
const MOST_BLOCKS_SEARCHED = 4;

/**
 * Finds the layers that int8 harms most, by measuring what is lost while some stay float: first each block of layers that
 * follow each other, then, of the blocks that matter most, each half, and of that each half, down to one layer. Those
 * that are found stay float for as long as each takes a tenth of the loss with it.
 *
 * @param layers in the order in which they are computed
 */
export async function findSensitiveLayers(
  layers: readonly string[],
  measureLoss: MeasureLoss,
  { onMeasure }: SensitiveLayersOptions = {},
): Promise<SensitiveLayers> {
  const blocks = inBlocks(layers, BLOCKS);
  const halvings = 2 * Math.ceil(Math.log2(Math.max(1, ...blocks.map(({ length }) => length))));
  const most = 1 + blocks.length + MOST_BLOCKS_SEARCHED * (halvings + 1);
  let done = 0;
  const measure: MeasureLoss = async (float) => {
    onMeasure?.({ done: done++, most });
    return await measureLoss(float);
  };
  const before = await measure([]);
  const least = LEAST_SHARE * before;
  const found: Finding[] = [];
  for (const block of await worthwhile(blocks, before - least, measure)) {
    const layer = await narrowedDown(block, before - least, measure);
    if (layer) found.push(layer);
  }
  return await togetherFloat(found.toSorted(byLoss), { layers, before, least, measure });
}

/** Layers and the loss that is left while they are float. */
interface Finding {
  readonly layers: readonly string[];
  readonly loss: number;
}

/** @returns those blocks whose loss is at most this, the best first */
async function worthwhile(
  blocks: readonly (readonly string[])[],
  mostLoss: number,
  measure: MeasureLoss,
): Promise<readonly Finding[]> {
  const measured: Finding[] = [];
  for (const layers of blocks) measured.push({ layers, loss: await measure(layers) });
  const good = measured.filter(({ loss }) => loss < mostLoss);
  return good.toSorted(byLoss).slice(0, MOST_BLOCKS_SEARCHED);
}

/** @returns the one layer of a block that matters; null where none does by itself */
async function narrowedDown(block: Finding, mostLoss: number, measure: MeasureLoss): Promise<Finding | null> {
  let best = block;
  while (best.layers.length > 1) {
    const middle = Math.ceil(best.layers.length / 2);
    const halves: Finding[] = [];
    for (const layers of [best.layers.slice(0, middle), best.layers.slice(middle)]) {
      halves.push({ layers, loss: await measure(layers) });
    }
    const [better] = halves.toSorted(byLoss);
    if (!better || better.loss >= mostLoss) return null;
    best = better;
  }
  return best;
}

interface Together {
  readonly layers: readonly string[];
  readonly before: number;
  /** What each further layer must take away. */
  readonly least: number;
  readonly measure: MeasureLoss;
}

async function togetherFloat(
  found: readonly Finding[],
  { layers, before, least, measure }: Together,
): Promise<SensitiveLayers> {
  let float: readonly string[] = [];
  let loss = before;
  for (const [index, { layers: more, loss: alone }] of found.entries()) {
    const tried = [...float, ...more];
    const left = index === 0 ? alone : await measure(tried);
    if (left >= loss - least) continue;
    float = tried;
    loss = left;
  }
  return { float: layers.filter((layer) => float.includes(layer)), before, after: loss };
}

function byLoss(a: Finding, b: Finding): number {
  return a.loss - b.loss;
}

/** As even as can be, none of them empty. */
function inBlocks(layers: readonly string[], most: number): readonly (readonly string[])[] {
  const count = Math.min(most, layers.length);
  return Array.from({ length: count }, (_, block) =>
    layers.slice(
      Math.floor((block * layers.length) / count),
      Math.floor(((block + 1) * layers.length) / count),
    ),
  );
}
