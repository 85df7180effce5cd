import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BareFile } from '@slc/classifier';
import { type HubSource, type ModelManifest, SlcError } from '@slc/domain';
import { namedModel } from '../named-model.js';
import type { Terminal } from '../terminal.js';
import { chooseModelFile } from './choose-file.js';
import { findOnHub, readHubName } from './find-on-hub.js';

/** A bare model file, and where it comes from. */
export interface FoundModel {
  readonly file: BareFile;
  /** Null for a file of this machine's. */
  readonly source: HubSource | null;
  /** As its repository says it; null where that says nothing. */
  readonly licence: ModelManifest['licence'] | null;
}

/**
 * The bare model file that an argument means: a file, the one in a folder, or the one of a repository on the Hub.
 *
 * @param asked which of several files, from `--file`
 * @throws SlcError `invalid_request` where it means none; as `findOnHub`
 */
export async function findModel(
  name: string,
  asked: string | undefined,
  terminal: Terminal,
): Promise<FoundModel> {
  const hubName = readHubName(name);
  if (hubName) return await findOnHub(hubName, asked, terminal);
  const folder = resolve(terminal.directory, name);
  const isFolder = (await stat(folder).catch(() => null))?.isDirectory() ?? false;
  if (!isFolder && asked !== undefined) {
    throw new SlcError('invalid_request', `--file ${asked}: expected a folder or hf:OWNER/NAME, got ${name}`);
  }
  const path = isFolder ? join(name, await fileIn(folder, { asked, place: name })) : name;
  const model = await namedModel(path, terminal);
  if (model.kind === 'bare-file') return { file: model, source: null, licence: null };
  throw new SlcError('invalid_request', `${name}: expected a bare model file, it has a manifest already`);
}

/** Looked through too: exporters for transformers.js keep networks there. */
const FOLDER_OF_NETWORKS = 'onnx';

async function fileIn(
  folder: string,
  choice: { readonly asked: string | undefined; readonly place: string },
): Promise<string> {
  const own = await readdir(folder);
  const below = await readdir(join(folder, FOLDER_OF_NETWORKS)).catch(() => []);
  const names = [...own, ...below.map((name) => `${FOLDER_OF_NETWORKS}/${name}`)];
  const { asked } = choice;
  const isThere = asked !== undefined && (await stat(join(folder, asked)).catch(() => null))?.isFile();
  return chooseModelFile(isThere ? [...names, asked] : names, choice);
}
