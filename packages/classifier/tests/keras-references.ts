import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LABEL_SETS } from '@slc/domain';
import { KERAS_MODELS_FOLDER } from '../../image/tests/outside-folders.js';
import type { SampleImage } from '../../image/tests/photographs.js';
import type { Classifier } from '../dist/index.js';

/** A model and Keras's own outputs for it. */
export interface KerasReference {
  readonly name: string;
  /** As `resolveModel` takes it. */
  readonly model: string;
  /** Seven of an image, in the order of HAM10000's classes. @throws Error when Keras was not asked about this image */
  logitsOf(image: string): readonly number[];
}

/**
 * The mean over so many views, on the photographs, the drawings and the picture `gradient`; scripts/make-keras-logits.py
 * wrote it with Keras.
 */
export function compactReference(views: 1 | 2 | 4 | 8): KerasReference {
  const path = fileURLToPath(new URL('../fixtures/compact-lite0-keras-logits.json', import.meta.url));
  return reference('compact-lite0', 'compact-lite0', path, views === 1 ? 'logits' : `logits${views}`);
}

/** As its manifest asks for. */
export const COMPACT_REFERENCE: KerasReference = compactReference(4);

/** Larger models, on the photographs; none where their folder is not there. */
export const LARGE_REFERENCES: readonly KerasReference[] = filesOf(KERAS_MODELS_FOLDER).map((path) =>
  reference(path.replace(/^.*[\\/]/, ''), path, path.replace(/\.(h5|keras)$/, '.json')),
);

/** The four drawings that come with the repository. */
export const DRAWINGS: readonly SampleImage[] = [1, 2, 3, 4].map((number) => {
  const name = `drawn-${number}.jpg`;
  const bytes = readFileSync(new URL(`../../../test_images/synthetic/${name}`, import.meta.url));
  return { name, bytes };
});

/** To stand behind a suite's name. */
export const LARGE_NOTE =
  LARGE_REFERENCES.length > 0 ? '' : ' (larger models are not here, see test_images/README.md)';

/** Largest |logit - Keras's| over some images. */
export async function differenceFromKeras(
  classifier: Classifier,
  { logitsOf }: KerasReference,
  images: readonly SampleImage[],
): Promise<number> {
  const differences: number[] = [];
  for (const { name, bytes } of images) {
    const expected = logitsOf(name);
    const { classification } = await classifier.classify(bytes);
    for (const { class: id, logit } of classification.predictions) {
      differences.push(
        Math.abs(logit - (expected[LABEL_SETS.ham10000.findIndex((label) => label.id === id)] ?? Number.NaN)),
      );
    }
  }
  return Math.max(...differences);
}

function filesOf(folder: string | undefined): readonly string[] {
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => /\.(h5|keras)$/.test(file))
    .map((file) => join(folder, file));
}

function reference(name: string, model: string, path: string, key = 'logits'): KerasReference {
  const { outputs } = JSON.parse(readFileSync(path, 'utf8')) as {
    outputs: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  };
  return {
    name,
    model,
    logitsOf(image) {
      const logits = outputs[image]?.[key];
      if (logits === undefined) throw new Error(`${path} has no ${key} for ${image}`);
      return logits;
    },
  };
}
