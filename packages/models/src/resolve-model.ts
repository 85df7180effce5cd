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
  return await expectLocated(await nameModel(nameOrPath, baseDirectory), nameOrPath, store);
}

/** @throws SlcError `not_found` with advice when the weights would have to be fetched first */
export async function expectLocated(
  model: NamedModel,
  shownAs: string,
  store: Pick<ModelStore, 'find'>,
): Promise<ResolvedModel> {
  const located = await locateModel(model, store);
  if (located) return located;
  throw new SlcError(
    'not_found',
    `model ${shownAs}: its file is not on this machine. Fetch it with: slc model pull ${shownAs}`,
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
