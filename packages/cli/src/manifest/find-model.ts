import { join, resolve } from 'node:path';
import { type HubSource, type ModelManifest, SlcError } from '@slc/domain';
import type { BareFile } from '@slc/models';
import { ASK_WITH_FILE } from '../choose-model-file.js';
import { fileInFolder, isFolder } from '../file-in-folder.js';
import { namedModel } from '../named-model.js';
import type { Terminal } from '../terminal.js';
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
  const isInFolder = await isFolder(folder);
  if (!isInFolder && asked !== undefined) {
    throw new SlcError('invalid_request', `--file ${asked}: expected a folder or hf:OWNER/NAME, got ${name}`);
  }
  const choice = { asked, place: name, advice: ASK_WITH_FILE };
  const path = isInFolder ? join(name, await fileInFolder(folder, choice)) : name;
  const model = await namedModel(path, terminal);
  if (model.kind === 'bare-file') return { file: model, source: null, licence: null };
  throw new SlcError('invalid_request', `${name}: expected a bare model file, it has a manifest already`);
}
