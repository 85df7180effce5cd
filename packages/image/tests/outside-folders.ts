import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// Folders of files that some tests read and the repository does not contain, because they are too large or have a licence
// of their own. An environment variable names a folder; without it, the folder may be in the clone or in a folder `shared`
// beside the clone. See test_images/README.md.

const clone = fileURLToPath(new URL('../../../', import.meta.url));
const shared = resolve(clone, '../shared');

/** Where the photographs may be; the first folder that has one wins. */
export const PHOTOGRAPH_FOLDERS: readonly string[] = named('SLC_TEST_IMAGES') ?? [
  join(clone, 'test_images'),
  join(shared, 'test_images'),
];

/** Model files that Keras wrote (NAME.h5 or NAME.keras), each with its outputs on the photographs in NAME.json. */
export const KERAS_MODELS_FOLDER: string | undefined = (
  named('SLC_KERAS_MODELS') ?? [join(shared, 'keras-models')]
).find((folder) => existsSync(folder));

/** Labelled dermoscopic images that the compact model was not trained on, with `labels.csv`. */
export const CALIBRATION_FOLDER: string | undefined = (
  named('SLC_CALIBRATION') ?? [join(shared, 'calibration')]
).find((folder) => existsSync(folder));

/** Smartphone photographs of skin, as people upload them by mistake. */
export const NOT_DERMOSCOPIC_FOLDER: string | undefined = (
  named('SLC_NOT_DERMOSCOPIC') ?? [join(shared, 'not-dermoscopic')]
).find((folder) => existsSync(folder));

/** @throws Error when the folder does not exist, because its tests would be skipped against the caller's wish */
function named(variable: string): readonly string[] | undefined {
  const value = process.env[variable];
  if (value === undefined || value === '') return undefined;
  const folder = resolve(process.env.INIT_CWD ?? '.', value);
  if (!existsSync(folder)) throw new Error(`${variable}: expected a folder, there is no ${folder}`);
  return [folder];
}
