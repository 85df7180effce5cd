import { type HubSource, SlcError } from '@slc/domain';
import { checkedFetch } from './checked-fetch.js';
import { type HubRequest, subjectOf } from './hub-request.js';

/** A model repository, as people name it. */
export interface RepositoryName {
  readonly repo: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** A repository at one commit. */
export interface HubRepository {
  readonly repo: string;
  /** The commit, whatever the revision was called. */
  readonly revision: string;
  readonly files: readonly RepositoryFile[];
}

export interface RepositoryFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of a large file; null for one that git keeps. */
  readonly sha256: string | null;
  /** Git's object id of a small file. */
  readonly oid: string | null;
}

/** Against a server that lists without end. The largest repositories of models have some thousand files. */
const MOST_FILES = 20_000;

export const COMMIT = /^[0-9a-f]{40}$/;

/** For a repository there is no file in messages, but what is asked for. */
export function listingSource({ repo, revision }: RepositoryName): HubSource {
  return { kind: 'hub', repo, file: 'the list of its files', revision, sizeBytes: null, sha256: null };
}

/**
 * Resolves a revision to its commit, and lists the files there.
 *
 * @param request whose source is `listingSource`
 * @throws SlcError as `describeHubFile`; `model_not_ready` where the server does not answer as the Hub does
 */
export async function listRepository(request: HubRequest): Promise<HubRepository> {
  const { repo, revision: named } = request.source;
  const { listFiles, modelInfo } = await import('@huggingface/hub');
  const place = { hubUrl: request.settings.endpoint };
  const info = await ask(request, (fetch) =>
    modelInfo({ ...place, name: repo, revision: named, additionalFields: ['sha'], fetch }),
  );
  const revision: unknown = info.sha;
  if (typeof revision !== 'string' || !COMMIT.test(revision)) throw unlikeHub(request, 'a commit');
  const files = await ask(request, async (fetch) => {
    const found: RepositoryFile[] = [];
    const options = {
      ...place,
      repo: { type: 'model', name: repo },
      revision,
      recursive: true,
      fetch,
    } as const;
    for await (const entry of listFiles(options)) {
      if (entry.type === 'file') found.push(fileOf(entry, request));
      if (found.length > MOST_FILES) throw unlikeHub(request, `at most ${MOST_FILES} files`);
    }
    return found;
  });
  return { repo, revision, files };
}

interface ListedEntry {
  readonly path: unknown;
  readonly size: unknown;
  readonly oid?: unknown;
  readonly lfs?: { readonly oid: unknown; readonly size: unknown };
}

/** The client does not check the form of an answer. */
function fileOf({ path, size, oid, lfs }: ListedEntry, request: HubRequest): RepositoryFile {
  const sizeBytes = lfs?.size ?? size;
  if (typeof path !== 'string' || typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes)) {
    throw unlikeHub(request, 'path and size of each file');
  }
  const sha256 = typeof lfs?.oid === 'string' && /^[0-9a-f]{64}$/.test(lfs.oid) ? lfs.oid : null;
  return { path, sizeBytes, sha256, oid: typeof oid === 'string' && COMMIT.test(oid) ? oid : null };
}

async function ask<T>(
  request: HubRequest,
  asking: (fetch: typeof globalThis.fetch) => Promise<T>,
): Promise<T> {
  let hasAnswered = false;
  const checked = checkedFetch(request, {
    isJson: true,
    check(response) {
      if (!/json/i.test(response.headers.get('content-type') ?? '')) throw unlikeHub(request, 'JSON');
      hasAnswered = true;
    },
  });
  try {
    return await checked.wait(asking(checked.fetch));
  } catch (thrown) {
    const fault = checked.explain(thrown);
    if (hasAnswered && !request.signal.aborted && !(fault instanceof SlcError)) {
      throw unlikeHub(request, 'the Hub’s JSON', fault);
    }
    throw fault;
  } finally {
    checked.end();
  }
}

function unlikeHub({ source, settings }: HubRequest, expected: string, cause?: unknown): SlcError {
  const message = `${subjectOf(source)}: expected ${expected} from ${settings.endpoint}, got something else. Is it a mirror that serves files alone, or a login page?`;
  return new SlcError('model_not_ready', message, { cause });
}
