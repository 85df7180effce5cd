import { SlcError } from '@slc/domain';
import { type NamedModel, nameModel, type ResolvedModel } from './name-model.js';
import { envToHubSettings } from './store/hub-settings.js';
import { createModelStore, type ModelStore } from './store/model-store.js';

/**
 * Finds a model by name whose weights are on this machine: a file, or in the Hub's cache. It does not use the network.
 *
 * @param baseDirectory where relative paths start
 * @throws SlcError as `nameModel`; `not_found` with advice when the weights would have to be fetched first
 */
export async function resolveModel(
  nameOrPath: string,
  baseDirectory: string = process.cwd(),
  store: Pick<ModelStore, 'find'> = createModelStore(envToHubSettings(process.env, () => {}, baseDirectory)),
): Promise<ResolvedModel> {
  const named = await nameModel(nameOrPath, baseDirectory);
  const located = await locateModel(named, store);
  if (located) return located;
  throw new SlcError(
    'not_found',
    `model ${nameOrPath}: its file is not on this machine. Fetch it with: slc model pull ${nameOrPath}`,
  );
}

/** @returns null when the weights would have to be fetched first */
export async function locateModel(
  model: NamedModel,
  store: Pick<ModelStore, 'find'>,
  signal?: AbortSignal,
): Promise<ResolvedModel | null> {
  return model.kind === 'hub' ? await store.find(model, signal) : model;
}
