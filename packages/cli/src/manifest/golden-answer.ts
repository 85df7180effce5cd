import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { ANSWER_TOLERANCE, furthestAnswer, prepareGoldenPicture } from '@slc/classifier';
import { type ModelManifest, SlcError } from '@slc/domain';
import { type LocatedModel, withoutRecipeGuess } from '@slc/models';
import { readOwnImage } from '../own-images.js';
import type { Terminal } from '../terminal.js';
import { pathFrom } from '../written-model/manifest-parts.js';
import { adviceOn, exactly } from './recipe-advice.js';
import { type RecipeTrial, type TriedPicture, tryOtherRecipes, tryOwnRecipe } from './try-recipes.js';

export interface GoldenOptions {
  /** Path of an image. */
  readonly golden?: string;
  /** What the model's author got of it. */
  readonly expect?: readonly number[];
}

/** @throws SlcError `invalid_request` where one of both is missing */
export function assertBothGiven({ golden, expect }: GoldenOptions): void {
  if ((golden === undefined) === (expect === undefined)) return;
  const [given, missing] = golden === undefined ? ['--expect', '--golden'] : ['--golden', '--expect'];
  throw new SlcError(
    'invalid_request',
    `${given}: expected ${missing} too, an image and its author's answer`,
  );
}

/**
 * The manifest with its author's own answer of an image, which every opening repeats from then on.
 *
 * @param model its folder is the one that the manifest will lie in
 * @throws SlcError `invalid_request` where there are not as many probabilities as classes; `invalid_model` where ours differ, saying
 *   which other recipe would agree
 */
export async function withGoldenAnswer(
  model: LocatedModel,
  { golden, expect }: GoldenOptions,
  terminal: Terminal,
): Promise<ModelManifest> {
  const { manifest } = model;
  if (golden === undefined || expect === undefined) return manifest;
  if (expect.length !== manifest.labels.length) {
    const expected = `expected ${manifest.labels.length} probabilities, one for each class`;
    throw new SlcError('invalid_request', `--expect: ${expected}, got ${expect.length}`);
  }
  const path = resolve(terminal.directory, golden);
  const bytes = await readOwnImage(path);
  const picture = { pixels: await prepareGoldenPicture(bytes, golden, manifest), expected: expect };
  const own = await tryOwnRecipe(model, picture, terminal);
  const others: RecipeTrial[] = [];
  for await (const trial of tryOtherRecipes(model, picture, terminal)) others.push(trial);
  const exact = others.filter(({ difference }) => difference <= exactly(expect));
  const isExact = own.difference <= exactly(expect);
  if (own.difference > ANSWER_TOLERANCE || (!isExact && exact.length > 0)) {
    throw disagreement([own, ...others], { golden, model, picture });
  }
  if (exact.length > 0) {
    const words = exact.map(({ options }) => options).join('; ');
    terminal.complain(
      `slc: --golden ${golden}: this image does not tell the recipe from others that agree as well: ${words}\n`,
    );
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    // It proves crop, resize, scaling and order of channels together, where no other recipe gives it.
    ...(isExact && exact.length === 0 ? withoutRecipeGuess(manifest) : manifest),
    goldenAnswers: [{ file: pathFrom(model.folder, path), sha256, probabilities: expect }],
  };
}

interface Disagreement {
  readonly golden: string;
  readonly model: LocatedModel;
  readonly picture: TriedPicture;
}

/** @param trials the own recipe's first */
function disagreement(
  trials: readonly [RecipeTrial, ...RecipeTrial[]],
  { golden, model, picture }: Disagreement,
): SlcError {
  const { index, expected, found } = furthestAnswer(picture.expected, trials[0].ours);
  const name = model.manifest.labels[index]?.id ?? index;
  const numbers = `expected probability ${expected} for ${name} as its author has it, got ${found.toFixed(4)}`;
  return new SlcError(
    'invalid_model',
    `--golden ${golden}: ${numbers}. ${adviceOn(trials, picture.expected)}`,
  );
}
