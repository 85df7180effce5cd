import { furthestAnswer } from '@slc/classifier';
import { type Preprocessing, SlcError } from '@slc/domain';
import { type LocatedModel, SCALINGS } from '@slc/models';
import { openForImages } from '../answering/open-for-images.js';
import type { Terminal } from '../terminal.js';

/** What a model answers of a picture that is prepared in one way. */
export interface RecipeTrial {
  /** The options that say it; empty for the recipe that the manifest has. */
  readonly options: string;
  readonly ours: readonly number[];
  /** The largest of a probability from its author's. */
  readonly difference: number;
}

export interface TriedPicture {
  /** (height, width, 3), RGB 0..255 */
  readonly pixels: Uint8Array;
  readonly expected: readonly number[];
}

/** The recipe that the manifest has. */
export async function tryOwnRecipe(
  model: LocatedModel,
  picture: TriedPicture,
  terminal: Terminal,
): Promise<RecipeTrial> {
  const [ours = []] = await answersOf(model, [picture.pixels], terminal);
  return trialOf('', ours, picture);
}

/** The usual mistakes: other scalings, each with both orders of the channels. */
export async function* tryOtherRecipes(
  model: LocatedModel,
  picture: TriedPicture,
  terminal: Terminal,
): AsyncGenerator<RecipeTrial, void, undefined> {
  const { preprocessing } = model.manifest;
  const isGrey = preprocessing.channels === 'grey';
  const others = Object.entries(SCALINGS).filter(
    ([name, { scale }]) => String(scale) !== String(preprocessing.scale) && !(isGrey && name === 'imagenet'),
  );
  const swapped = preprocessing.channels === 'bgr' ? '--channels rgb' : '--channels bgr';
  const pictures = isGrey ? [picture.pixels] : [picture.pixels, withSwappedChannels(picture.pixels)];
  for (const [option, scaling] of [
    ['', null] as const,
    ...others.map(([name, each]) => [`--scaling ${name}`, each] as const),
  ]) {
    const answers = await answersOf(withScaling(model, scaling), pictures, terminal).catch(unlessImpossible);
    for (const [index, ours] of answers.entries()) {
      const options = [option, index === 1 ? swapped : ''].filter((each) => each !== '').join(' ');
      if (options !== '') yield trialOf(options, ours, picture);
    }
  }
}

/** A recipe that the network does not take, such as fractions where it reads bytes, gives no answer. */
function unlessImpossible(error: unknown): readonly (readonly number[])[] {
  if (error instanceof SlcError && error.code === 'invalid_model') return [];
  throw error;
}

function trialOf(options: string, ours: readonly number[], { expected }: TriedPicture): RecipeTrial {
  return { options, ours, difference: furthestAnswer(expected, ours).difference };
}

function withScaling(
  model: LocatedModel,
  scaling: Pick<Preprocessing, 'scale' | 'offset'> | null,
): LocatedModel {
  if (scaling === null) return model;
  const { standardise: _, ...preprocessing } = model.manifest.preprocessing;
  return { ...model, manifest: { ...model.manifest, preprocessing: { ...preprocessing, ...scaling } } };
}

/** The network reads the channels in the other order, whatever stands before it. */
function withSwappedChannels(pixels: Uint8Array): Uint8Array {
  return pixels.map((_, i) => pixels[i - (i % 3) + (2 - (i % 3))] ?? 0);
}

/** Probabilities in the order of the labels. */
async function answersOf(
  model: LocatedModel,
  pictures: readonly Uint8Array[],
  terminal: Terminal,
): Promise<readonly (readonly number[])[]> {
  const { signal } = new AbortController();
  const options = { engine: 'onnx', precision: 'float32', images: pictures.length, signal } as const;
  const { classifier } = await openForImages(model, options, terminal);
  try {
    const answers: number[][] = [];
    for (const pixels of pictures) {
      const { predictions } = await classifier.classifyPixels(pixels, { waitForRoom: true });
      const byClass = new Map(predictions.map((each) => [each.class, each.probability]));
      answers.push(model.manifest.labels.map(({ id }) => byClass.get(id) ?? Number.NaN));
    }
    return answers;
  } finally {
    await classifier.close();
  }
}
