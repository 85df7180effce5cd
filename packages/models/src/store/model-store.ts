import { readdir, rename, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { abortError, type HubSource, SlcError, sizeOfFiles, withRetries } from '@slc/domain';
import { makeDirectory } from '../make-directory.js';
import { furtherParts, hubParts, verifyModel } from '../model-parts.js';
import type { HubModel, LocatedModel } from '../name-model.js';
import { type CachePaths, cachePaths, isPart } from './cache-layout.js';
import {
  discardCachedFile,
  findCachedFile,
  hasBlob,
  placePointer,
  type VerifiedFile,
} from './cached-file.js';
import { cachedRepository, rememberRevision } from './cached-repository.js';
import { assertSpace, diskFault, openCache } from './disk-fault.js';
import { downloadFile } from './download-file.js';
import { acquireFileLock, type FileLock } from './file-lock.js';
import { wrongFile } from './hub-faults.js';
import { describeHubFile, type HubFile } from './hub-file.js';
import {
  type HubRepository,
  listingSource,
  listRepository,
  type RepositoryFile,
  type RepositoryName,
} from './hub-repository.js';
import { type HubRequest, subjectOf } from './hub-request.js';
import { hubRetries } from './hub-retries.js';
import type { HubSettings } from './hub-settings.js';
import { readToken } from './hub-token.js';
import { openPartFile } from './part-file.js';
import { reportStream } from './report-stream.js';
import { fetchSmallFile } from './small-file.js';

/** A report on a model's files while it is being fetched. */
export type FetchReport<Fetched = LocatedModel> =
  /** `isElsewhere`: another process on this cache fetches it. `bytesTotal` is null until the Hub has said it. */
  | {
      readonly kind: 'progress';
      readonly bytesDone: number;
      readonly bytesTotal: number | null;
      readonly isElsewhere: boolean;
    }
  /** A passing fault, after which the store tries again. */
  | { readonly kind: 'retrying'; readonly error: SlcError; readonly pauseMs: number }
  /** The last one. */
  | { readonly kind: 'done'; readonly model: Fetched };

/** One before the last. */
type PassingReport = Exclude<FetchReport, { kind: 'done' }>;

/** Replaced in tests. */
export interface ModelStoreDependencies {
  readonly fetch?: typeof fetch;
  /** How long a connection may stay silent. */
  readonly stallMs?: number;
  readonly firstPauseMs?: number;
  /** Free space of a folder's file system, in bytes. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

const STALL_MS = 30_000;

export type HubStore = ReturnType<typeof createModelStore>;

/** What opening a model takes of it. */
export type ModelStore = Pick<HubStore, 'isOffline' | 'find' | 'fetch'>;

export function createModelStore(settings: HubSettings, dependencies: ModelStoreDependencies = {}) {
  const { stallMs = STALL_MS, fetch: ownFetch = fetch, ...rest } = dependencies;
  const requestFor = (source: HubSource, signal: AbortSignal): HubRequest => {
    const token = settings.isOffline ? null : readToken(settings.token);
    return { source, settings, token, signal, fetch: ownFetch, stallMs };
  };
  const quietRetries = (signal: AbortSignal) => hubRetries({ signal, firstPauseMs: rest.firstPauseMs });
  const fetching = <Fetched>(
    source: HubSource,
    finish: (file: VerifiedFile) => Fetched,
    signal: AbortSignal | undefined,
  ) =>
    reportStream<FetchReport<Fetched>>(
      async (report, both) => {
        const file = await inWords(both, () =>
          fetchFiles({ ...rest, request: requestFor(source, both), report }),
        );
        report({ kind: 'done', model: finish(file) });
      },
      (later, earlier) => later.kind === 'progress' && earlier.kind === 'progress',
      signal,
    );
  return {
    /** A setting forbids fetching. */
    isOffline: settings.isOffline,
    /**
     * Finds a model's files beside its manifest or in the cache, and verifies them. It does not use the network.
     *
     * @returns null when neither has all of them
     * @throws SlcError `invalid_model` when one is there and damaged; `cancelled`
     */
    async find(model: HubModel, signal?: AbortSignal): Promise<LocatedModel | null> {
      const { manifest, besidePath } = model;
      if (await liesBeside(model)) {
        const sha256 = await verifyModel({ manifest, weightsPath: besidePath }, signal);
        return located(model, { path: besidePath, sha256 });
      }
      let main: VerifiedFile | null = null;
      for (const part of hubParts(manifest.source)) {
        main = await findCachedFile(cachePaths(settings.cacheDirectory, part), part, signal);
        if (!main) return null;
      }
      return main && located(model, main);
    },
    /**
     * Brings a model's files into the cache: one download for all processes that share it, resumed where an earlier one
     * ended, each verified before it gets its name. The stream ends with `done`, or throws:
     *
     * @throws SlcError `not_found`, `unauthenticated`, `invalid_model`, `cancelled`; `model_not_ready` for the network and
     *   the disk, with `retryAfterMs` where the network may be better later
     */
    fetch: (model: HubModel, signal?: AbortSignal) =>
      fetching(model.manifest.source, (file) => located(model, file), signal),
    /** Brings files into the cache that no manifest names yet; else as `fetch`. */
    fetchSource: (source: HubSource, signal?: AbortSignal) => fetching(source, (file) => file, signal),
    /**
     * Lists a repository at the commit that a revision means now; without the network, what of it is in the cache.
     *
     * @throws SlcError as `fetch`
     */
    async list(name: RepositoryName, signal?: AbortSignal): Promise<HubRepository> {
      const { cacheDirectory } = settings;
      if (settings.isOffline) return await cachedRepository(cacheDirectory, name);
      const repository = await inWords(signal, (both) => {
        const request = requestFor(listingSource(name), both);
        return withRetries(() => listRepository(request), quietRetries(both));
      });
      await openCache(cacheDirectory);
      await rememberRevision(cacheDirectory, name, repository.revision);
      return repository;
    },
    /**
     * Brings a small file of a repository into the cache, one that the Hub keeps in git.
     *
     * @returns its path there
     * @throws SlcError as `fetch`
     */
    async fetchSmall(
      { repo, revision }: HubRepository,
      { path: file, sizeBytes, oid }: RepositoryFile,
      signal?: AbortSignal,
    ): Promise<string> {
      const source: HubSource = { kind: 'hub', repo, file, revision, sizeBytes: null, sha256: null };
      const paths = cachePaths(settings.cacheDirectory, source);
      if (settings.isOffline) return paths.pointer;
      if (oid === null) throw wrongFile(source, "expected an object id in the Hub's entry, got none.");
      await openCache(settings.cacheDirectory);
      await inWords(signal, (both) => {
        const request = requestFor(source, both);
        return withRetries(() => fetchSmallFile(request, { oid, sizeBytes }, paths), quietRetries(both));
      });
      return paths.pointer;
    },
  };
}

/** A fault of the disk or an abort, as callers know them. */
async function inWords<T>(
  signal: AbortSignal = new AbortController().signal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await work(signal);
  } catch (thrown) {
    throw signal.aborted ? abortError(signal.reason) : diskFault(thrown);
  }
}

/** Whether all files of a model lie beside its manifest. */
async function liesBeside({ manifest, besidePath }: HubModel): Promise<boolean> {
  const further = furtherParts(manifest.source).map(({ path }) => join(dirname(besidePath), path));
  const found = await Promise.all([besidePath, ...further].map((path) => stat(path).catch(() => null)));
  return found.every((each) => each?.isFile());
}

function located({ manifest, folder }: HubModel, { path, sha256 }: VerifiedFile): LocatedModel {
  return { kind: 'manifest', manifest, folder, weightsPath: path, verifiedSha256: sha256 };
}

/** One run of `fetch`. */
interface FetchJob extends Pick<ModelStoreDependencies, 'firstPauseMs' | 'freeBytes'> {
  readonly request: HubRequest;
  report(report: PassingReport): void;
}

/** Fetches all files of a model, as one download to those that watch. @returns the main one */
async function fetchFiles(job: FetchJob): Promise<VerifiedFile> {
  const { files, ...main } = job.request.source;
  if (!files) return await fetchFile(job);
  const bytesTotal = sizeOfFiles(job.request.source);
  let bytesBefore = 0;
  const fetchPart = async (source: HubSource) => {
    const report = (each: PassingReport) =>
      job.report(
        each.kind === 'progress' ? { ...each, bytesDone: bytesBefore + each.bytesDone, bytesTotal } : each,
      );
    return await fetchFile({ ...job, request: { ...job.request, source }, report });
  };
  for (const file of files) {
    await fetchPart({ ...main, ...file });
    bytesBefore += file.sizeBytes;
  }
  return await fetchPart(main);
}

async function fetchFile(job: FetchJob): Promise<VerifiedFile> {
  const { source, settings, signal } = job.request;
  if (settings.isOffline) {
    const cached = await findCachedFile(cachePaths(settings.cacheDirectory, source), source, signal);
    if (cached) return cached;
    const message = `${subjectOf(source)}: not in the cache, and HF_HUB_OFFLINE forbids to fetch it. Unset it, or bring the file there.`;
    throw new SlcError('not_found', message, { cause: new Error(settings.cacheDirectory) });
  }
  await openCache(settings.cacheDirectory);
  const paths = cachePaths(settings.cacheDirectory, source);
  const lock = await acquireFileLock(paths.lock, {
    signal,
    onWait: async () => job.report(await progressElsewhere(paths, source)),
  });
  try {
    const cached = await findCachedFile(paths, source, signal).catch(async (error: unknown) => {
      if (!(error instanceof SlcError)) throw error;
      await discardCachedFile(paths);
      return null;
    });
    if (cached) return cached;

    await makeDirectory(paths.blobs);
    // Other clients look through this folder, and need it even when it is empty.
    await makeDirectory(join(paths.repository, 'refs'));
    const file = await withRetries(() => describeHubFile(job.request), retriesOf(job));
    if (!(await hasBlob(paths, file, signal))) await fetchBlob(job, file, { paths, lock });
    await placePointer(paths, file);
    return { path: paths.pointer, sha256: file.sha256 };
  } finally {
    await lock.release();
  }
}

async function fetchBlob(
  job: FetchJob,
  file: HubFile,
  { paths, lock }: { readonly paths: CachePaths; readonly lock: FileLock },
): Promise<void> {
  const { request, freeBytes = freeBytesOf } = job;
  const part = await openPartFile(paths.part(file.blobName), lock.formerOwnerMayLive, request.signal);
  const bytesTotal = file.sizeBytes;
  const onBytes = () =>
    job.report({ kind: 'progress', bytesDone: part.bytes, bytesTotal, isElsewhere: false });
  try {
    onBytes();
    const missingBytes = Math.max(0, file.sizeBytes - part.bytes);
    await assertSpace(request.settings.cacheDirectory, missingBytes, freeBytes);
    const retries = retriesOf(job, () => part.bytes);
    await withRetries(() => downloadFile({ request, file, part, onBytes }), retries);
  } finally {
    await part.close();
  }
  await lock.assertHeld();
  await rename(paths.part(file.blobName), paths.blob(file.blobName));
}

function retriesOf({ request, report, firstPauseMs }: FetchJob, progress?: () => number) {
  const { signal } = request;
  const onRetry = (error: SlcError, pauseMs: number) => report({ kind: 'retrying', error, pauseMs });
  return hubRetries({ signal, progress, onRetry, firstPauseMs });
}

/** The progress of the process that holds the lock: it writes the newest part file. */
async function progressElsewhere(paths: CachePaths, source: HubSource): Promise<PassingReport> {
  const names = await readdir(paths.blobs).catch(() => []);
  const parts = await Promise.all(
    names.filter(isPart).map((name) => stat(join(paths.blobs, name)).catch(() => null)),
  );
  const newest = parts.toSorted((a, b) => (b?.mtimeMs ?? 0) - (a?.mtimeMs ?? 0)).at(0);
  const bytesDone = newest?.size ?? 0;
  return { kind: 'progress', bytesDone, bytesTotal: source.sizeBytes, isElsewhere: true };
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
