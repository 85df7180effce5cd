import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { externalLocations } from '@slc/classifier';
import { type HubSource, isHubPath, isHubRepository, pathBesideMain, SlcError, shown } from '@slc/domain';
import {
  describingPaths,
  digestFile,
  type HubRepository,
  type HubStore,
  licenceOfCard,
  MODEL_CARD,
  type RepositoryFile,
} from '@slc/models';
import { ASK_WITH_FILE, chooseModelFile } from '../choose-model-file.js';
import { showProgress } from '../fetch-progress.js';
import { openStore } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import type { FoundModel } from './find-model.js';

export interface HubName {
  readonly repo: string;
  readonly revision: string;
}

/**
 * Reads `hf:OWNER/NAME[@REVISION]`.
 *
 * @returns null for anything else
 * @throws SlcError `invalid_request` for a name that no repository has
 */
export function readHubName(name: string): HubName | null {
  if (!name.startsWith('hf:')) return null;
  const [repo = '', ...rest] = name.slice('hf:'.length).split('@');
  const revision = rest.length > 0 ? rest.join('@') : 'main';
  if (isHubRepository(repo) && /^\w[\w./-]{0,199}$/.test(revision)) return { repo, revision };
  throw new SlcError('invalid_request', `expected hf:OWNER/NAME or hf:OWNER/NAME@REVISION, got ${name}`);
}

/**
 * Lists a repository at the commit that its revision means now, and brings the model and what describes it into the cache.
 *
 * @throws SlcError `invalid_request` where it is not clear which file is the model; `invalid_model` where one of its files is not
 *   in the repository; as the store's `list` and `fetch`
 */
export async function findOnHub(
  name: HubName,
  asked: string | undefined,
  terminal: Terminal,
): Promise<FoundModel> {
  const store = openStore(terminal);
  const repository = await store.list(name);
  const { repo, revision, files } = repository;
  const place = `${repo} at ${revision.slice(0, 12)}`;
  const path = chooseModelFile(
    files.map((file) => file.path),
    { asked, place, advice: ASK_WITH_FILE },
  );
  const known = new Map(files.map((file) => [file.path, file]));
  const describing = describingPaths(path);
  for (const file of files) {
    if (describing.has(file.path) && file.sha256 === null) await store.fetchSmall(repository, file);
  }
  const bring = (filePath: string) => bringFile(filePath, { known, place, repository, store, terminal });
  const main = await bring(path);
  const further: Brought[] = [];
  for (const location of await externalLocations(main.weightsPath)) {
    further.push(await bring(furtherPath(path, location, place)));
  }
  const written = ({ file, sizeBytes, sha256 }: Brought) => ({ file, sizeBytes, sha256 });
  const source: HubSource = {
    ...{ kind: 'hub', repo, revision },
    ...written(main),
    ...(further.length > 0 && { files: further.map(written) }),
  };
  const licence = await licenceOf(repository, store);
  return { file: { kind: 'bare-file', weightsPath: main.weightsPath }, source, licence };
}

/** Against a text of another kind; the longest cards have some hundred kilobytes. */
const MOST_CARD_BYTES = 2 ** 20;

async function licenceOf(repository: HubRepository, store: HubStore): Promise<FoundModel['licence']> {
  const card = repository.files.find(({ path }) => path === MODEL_CARD);
  if (!card || card.sha256 !== null || card.sizeBytes > MOST_CARD_BYTES) return null;
  return licenceOfCard(await readFile(await store.fetchSmall(repository, card), 'utf8'), repository.repo);
}

/** Where in the repository the further file is that a model names. */
function furtherPath(mainFile: string, location: string, place: string): string {
  const path = posix.join(posix.dirname(mainFile), location);
  if (pathBesideMain(mainFile, path) !== null) return path;
  const message = `${place}: ${mainFile} names "${shown(location)}" for its weights, which does not lie beside it`;
  throw new SlcError('invalid_model', message);
}

/** Of what is shown of a path. */
const LONGEST_PATH = 200;

/** A file that is in the cache now. */
interface Brought {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly weightsPath: string;
}

interface Bringing {
  readonly known: ReadonlyMap<string, RepositoryFile>;
  /** For messages. */
  readonly place: string;
  readonly repository: HubRepository;
  readonly store: HubStore;
  readonly terminal: Terminal;
}

async function bringFile(file: string, bringing: Bringing): Promise<Brought> {
  const { known, place, repository, store, terminal } = bringing;
  const entry = known.get(file);
  const shownFile = shown(file, LONGEST_PATH);
  if (!entry) {
    const message = `${place}: expected the file ${shownFile}, a part of the model, in the repository`;
    throw new SlcError('invalid_model', message);
  }
  if (!isHubPath(file)) {
    const expected = 'a path of letters, digits, dots, dashes and underscores, which a manifest can name';
    const advice = 'download the repository, and name the file there';
    throw new SlcError('invalid_model', `${place}: ${shownFile}: expected ${expected}: ${advice}`);
  }
  const { repo, revision } = repository;
  const { sizeBytes, sha256 } = entry;
  if (sha256 === null) {
    const weightsPath = await store.fetchSmall(repository, entry);
    return { file, sizeBytes, sha256: await digestFile(weightsPath), weightsPath };
  }
  const source: HubSource = { kind: 'hub', repo, file, revision, sizeBytes, sha256 };
  const { path: weightsPath } = await showProgress(store.fetchSource(source), file, terminal);
  return { file, sizeBytes, sha256, weightsPath };
}
