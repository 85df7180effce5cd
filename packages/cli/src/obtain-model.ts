import { SlcError } from '@slc/domain';
import {
  COMPACT_MODEL_ID,
  createModelStore,
  DEFAULT_MODEL_ID,
  envToHubSettings,
  expectLocated,
  type HubStore,
  locateModel,
  type ResolvedModel,
} from '@slc/models';
import type { BareFileOptions } from './bare-file-options.js';
import { showProgress } from './fetch-progress.js';
import { namedModel } from './named-model.js';
import type { Terminal } from './terminal.js';

/** @throws SlcError `invalid_request` listing the settings that cannot be used */
export function openStore(terminal: Terminal): HubStore {
  const problems: string[] = [];
  const { env = process.env } = terminal;
  const settings = envToHubSettings(env, (problem) => problems.push(problem), terminal.directory);
  if (problems.length > 0) throw new SlcError('invalid_request', problems.join('\n'));
  return createModelStore(settings);
}

/**
 * The model with this name: a file, from the cache, or fetched now with a progress bar on standard error.
 *
 * @param said of a bare file
 * @throws SlcError as `namedModel`, `openStore` and the store's `fetch`
 */
export async function obtainModel(
  name: string,
  terminal: Terminal,
  said: BareFileOptions = {},
): Promise<ResolvedModel> {
  const store = openStore(terminal);
  const model = await namedModel(name, terminal, said);
  if (model.kind !== 'hub') return model;
  const found = await store.find(model).catch((error: unknown) => {
    // A damaged file is fetched again.
    if (!(error instanceof SlcError) || store.isOffline) throw error;
    terminal.complain(`slc: ${error.message}\n`);
    return null;
  });
  return found ?? (await showProgress(store.fetch(model), model.manifest.id, terminal));
}

/**
 * The model with this name, without fetching anything.
 *
 * @param said of a bare file
 * @throws SlcError as `namedModel`, `expectLocated` and `openStore`
 */
export async function modelOnThisMachine(
  name: string,
  terminal: Terminal,
  said: BareFileOptions = {},
): Promise<ResolvedModel> {
  return expectLocated(await namedModel(name, terminal, said), name, openStore(terminal));
}

/**
 * The model when none is named: the default where it is on this machine, else the compact model. A command must not fetch
 * 247 MB unasked, nor use another model in silence, so standard error says which one answers.
 *
 * @param said of a bare file
 */
export async function obtainDefaultModel(
  terminal: Terminal,
  said: BareFileOptions = {},
): Promise<ResolvedModel> {
  const name = defaultModelName(terminal);
  const named = await namedModel(name, terminal, said);
  const located = await locateModel(named, openStore(terminal)).catch((error: unknown) => {
    if (!(error instanceof SlcError)) throw error;
    terminal.complain(`slc: ${error.message}\n`);
    return null;
  });
  if (located) return located;
  terminal.complain(
    `slc: ${name} is not on this machine, ${COMPACT_MODEL_ID} answers in its place (standIn: true). Fetch it with: slc model pull ${name}\n`,
  );
  return await obtainModel(COMPACT_MODEL_ID, terminal);
}

/** What the setting `MODEL` says. */
export function defaultModelName({ env = process.env }: Pick<Terminal, 'env'>): string {
  return env.MODEL?.trim() || DEFAULT_MODEL_ID;
}
