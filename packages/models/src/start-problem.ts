import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Precision, SlcError, toSlcError } from '@slc/domain';
import { int8OfModel } from './int8-of-model.js';
import { type HubModel, type NamedModel, nameModel } from './name-model.js';
import { cachePaths } from './store/cache-layout.js';
import { unwritableCache } from './store/disk-fault.js';
import type { HubSettings } from './store/hub-settings.js';
import { assertModelFile } from './verify-weights.js';

/** The settings of a service that say which model it serves. */
export interface ModelSettings {
  /** As `nameModel` takes it. */
  readonly model: string;
  /** Relative paths of the model start there. */
  readonly baseDirectory: string;
  readonly hub: HubSettings;
  readonly precision: Precision;
}

/**
 * Finds what keeps a model from ever being served with these settings: it names nothing, has no ranges for int8, or has to
 * be fetched into a folder that was chosen and cannot be written. What may mend itself, or is a fault of the model's content, is found when
 * the model is opened. No content is read but a manifest's.
 *
 * @returns one line that names the setting, `MODEL`, `PRECISION` or `MODEL_CACHE_DIR`; null where there is nothing
 */
export async function findStartProblem(
  { model: nameOrPath, baseDirectory, hub, precision }: ModelSettings,
  faultOfCache = unwritableCache,
): Promise<string | null> {
  let model: NamedModel;
  try {
    model = await nameModel(nameOrPath, baseDirectory);
    if (model.kind === 'bare-file') await assertModelFile(model.weightsPath);
  } catch (error) {
    if (!(error instanceof SlcError) || error.code !== 'not_found') return null;
    return `MODEL: ${error.message}. Looked for ${resolve(baseDirectory, nameOrPath)}`;
  }
  const lacking = precision === 'int8' ? await int8Problem(model) : null;
  if (lacking !== null) return lacking;
  if (model.kind !== 'hub' || !hub.isCacheChosen || hub.isOffline || (await isHere(model, hub))) return null;
  const code = await faultOfCache(hub.cacheDirectory);
  if (code === null) return null;
  const folder = `expected a folder that can be written, since the model has to be fetched; ${hub.cacheDirectory} cannot (${code})`;
  return `MODEL_CACHE_DIR: ${folder}. Set it to another folder, or put the model there`;
}

async function int8Problem(model: NamedModel): Promise<string | null> {
  try {
    await int8OfModel(model);
    return null;
  } catch (error) {
    return `PRECISION: ${toSlcError(error).message}`;
  }
}

/** Whether there is a file of the model, beside its manifest or in the cache. */
async function isHere({ manifest, besidePath }: HubModel, { cacheDirectory }: HubSettings): Promise<boolean> {
  const { pointer } = cachePaths(cacheDirectory, manifest.source);
  const stats = await Promise.all([besidePath, pointer].map((path) => stat(path).catch(() => null)));
  return stats.some((found) => found?.isFile());
}
