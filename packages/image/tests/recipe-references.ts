import { readFileSync } from 'node:fs';

/** By what was done with the noise, as in scripts/make_recipe_references.py. */
type Recorded<T> = Readonly<Record<string, T>>;

/** What Pillow, OpenCV and TensorFlow gave: see scripts/make_recipe_references.py. */
export const RECIPES: {
  readonly resized: Recorded<string>;
  readonly grey: Recorded<string>;
  readonly framed: Recorded<string>;
  readonly centreCrop: Recorded<number>;
  readonly centralCrop: Recorded<readonly number[]>;
  readonly floats: Recorded<string>;
} = JSON.parse(readFileSync(new URL('../fixtures/recipe-references.json', import.meta.url), 'utf8'));
