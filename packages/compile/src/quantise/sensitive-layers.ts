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

/** A loss that is not worth a slower network: it changes about one top class in two hundred. */
const SMALL_LOSS = 0.002;
/** A layer stays float that takes at least this share of the loss with it: less is not worth the conversions around it. */
const LEAST_SHARE = 0.1;
/** A layer of ten, so that the network stays fast. */
const MOST_FLOAT_SHARE = 0.1;
/** Each takes a second on one core for a network of 20 million weights. */
const MOST_MEASUREMENTS = 48;
/** Layers that follow each other are measured together first. */
const BLOCKS = 12;

/**
 * Finds the layers that int8 harms most, by measuring what is lost while some stay float: first each block of layers that
 * follow each other, then the halves of the block that matters most, and so on down to one layer, which stays float from
 * then on. The search goes on, with the blocks that matter most, until the loss is small, no layer takes a tenth of it
 * along, or there have been as many measurements or float layers as are worth it.
 *
 * @param layers in the order in which they are computed
 */
export async function findSensitiveLayers(
  layers: readonly string[],
  measureLoss: MeasureLoss,
  { onMeasure }: SensitiveLayersOptions = {},
): Promise<SensitiveLayers> {
  let done = 0;
  const measure: MeasureLoss = async (float) => {
    onMeasure?.({ done: done++, most: MOST_MEASUREMENTS });
    return await measureLoss(float);
  };
  const before = await measure([]);
  const mostFloat = Math.max(1, Math.floor(MOST_FLOAT_SHARE * layers.length));
  let found: Found = { float: [], loss: before };
  let waiting = await measureAll(inBlocks(layers, BLOCKS), found, measure);
  const isDone = () => found.loss <= SMALL_LOSS || found.float.length >= mostFloat;
  while (waiting.length > 0 && !isDone() && done < MOST_MEASUREMENTS - 1) {
    const [best, ...others] = waiting.toSorted((a, b) => b.gain - a.gain);
    if (!best || best.gain < LEAST_SHARE * found.loss) break;
    if (best.layers.length > 1) {
      waiting = [...others, ...(await measureAll(halves(best.layers), found, measure))];
      continue;
    }
    const float = [...found.float, ...best.layers];
    const loss = await measure(float);
    waiting = others;
    // What was measured before others became float may hold no longer.
    if (loss <= (1 - LEAST_SHARE) * found.loss) found = { float, loss };
  }
  return { float: layers.filter((layer) => found.float.includes(layer)), before, after: found.loss };
}

interface Found {
  readonly float: readonly string[];
  readonly loss: number;
}

/** Layers, and the loss that they took along when they were measured. */
interface Group {
  readonly layers: readonly string[];
  readonly gain: number;
}

async function measureAll(
  groups: readonly (readonly string[])[],
  { float, loss }: Found,
  measure: MeasureLoss,
): Promise<readonly Group[]> {
  const measured: Group[] = [];
  for (const layers of groups) {
    measured.push({ layers, gain: loss - (await measure([...float, ...layers])) });
  }
  return measured;
}

function halves(layers: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(layers.length / 2);
  return [layers.slice(0, middle), layers.slice(middle)];
}

/** As even as can be, none of them empty. */
function inBlocks(layers: readonly string[], most: number): readonly (readonly string[])[] {
  const count = Math.min(most, layers.length);
  const start = (block: number) => Math.floor((block * layers.length) / count);
  return Array.from({ length: count }, (_, block) => layers.slice(start(block), start(block + 1)));
}
