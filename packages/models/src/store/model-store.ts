import { mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { abortError, type HubSource, SlcError } from '@slc/domain';
import type { HubModel, LocatedModel } from '../name-model.js';
import { verifyWeights } from '../verify-weights.js';
import { type CachePaths, cachePaths, isPart } from './cache-layout.js';
import {
  discardCachedFile,
  findCachedFile,
  hasBlob,
  placeBlob,
  placePointer,
  type VerifiedFile,
} from './cached-file.js';
import { assertSpace, diskFault, openCache } from './disk-fault.js';
import { downloadFile } from './download-file.js';
import { acquireFileLock } from './file-lock.js';
import { describeHubFile, type HubRequest, subjectOf } from './hub-file.js';
import type { HubSettings } from './hub-settings.js';
import { openPartFile } from './part-file.js';
import { reportStream } from './report-stream.js';
import { withRetries } from './with-retries.js';

/** What is told while a model's file is being fetched. */
export type FetchReport =
  /** `isElsewhere`: another process on this cache is fetching it. `bytesTotal` is null until the Hub has told it. */
  | {
      readonly kind: 'progress';
      readonly bytesDone: number;
      readonly bytesTotal: number | null;
      readonly isElsewhere: boolean;
    }
  /** Something failed for a moment, and is tried again. */
  | { readonly kind: 'retrying'; readonly error: SlcError; readonly pauseMs: number }
  /** The last one. */
  | { readonly kind: 'done'; readonly model: LocatedModel };

export interface ModelStore {
  /** Nothing can be fetched, by setting. */
  readonly isOffline: boolean;
  /**
   * Finds a model's file beside its manifest or in the cache, and verifies it. Asks nothing of the network.
   *
   * @returns null when it is in neither
   * @throws SlcError `invalid_model` when it is there and damaged; `cancelled`
   */
  find(model: HubModel, signal?: AbortSignal): Promise<LocatedModel | null>;
  /**
   * Brings a model's file into the cache: one download for all processes that share it, resumed where an earlier one
   * ended, verified before it gets its name. The stream ends with `done`, or throws:
   *
   * @throws SlcError `not_found`, `unauthenticated`, `invalid_model`, `cancelled`; `model_not_ready` for the network and
   *   the disk, with `retryAfterMs` where the network may be better later
   */
  fetch(model: HubModel, signal?: AbortSignal): AsyncGenerator<FetchReport, void, undefined>;
}

/** What tests replace. */
export interface ModelStoreDependencies {
  readonly fetch?: typeof fetch;
  /** How long a connection may give no byte. */
  readonly stallMs?: number;
  readonly firstPauseMs?: number;
  /** What the file system of a folder has left for us. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

const STALL_MS = 30_000;

export function createModelStore(
  settings: HubSettings,
  dependencies: ModelStoreDependencies = {},
): ModelStore {
  return {
    isOffline: settings.isOffline,
    async find(model, signal) {
      const { source } = model.manifest;
      const beside = await stat(model.besidePath).catch(() => null);
      if (beside?.isFile()) {
        const sha256 = await verifyWeights(source, model.besidePath, signal);
        return located(model, { path: model.besidePath, sha256 });
      }
      const cached = await findCachedFile(cachePaths(settings.cacheDirectory, source), source, signal);
      return cached && located(model, cached);
    },
    fetch: (model, signal) =>
      reportStream<FetchReport>(
        async (report, both) => {
          try {
            const file = await fetchFile(model.manifest.source, settings, dependencies, report, both);
            report({ kind: 'done', model: located(model, file) });
          } catch (thrown) {
            throw both.aborted ? abortError(both.reason) : diskFault(thrown);
          }
        },
        (later, earlier) => later.kind === 'progress' && earlier.kind === 'progress',
        signal,
      ),
  };
}

function located({ manifest }: HubModel, { path, sha256 }: VerifiedFile): LocatedModel {
  return { kind: 'manifest', manifest, weightsPath: path, verifiedSha256: sha256 };
}

async function fetchFile(
  source: HubSource,
  settings: HubSettings,
  dependencies: ModelStoreDependencies,
  report: (report: FetchReport) => void,
  signal: AbortSignal,
): Promise<VerifiedFile> {
  if (settings.isOffline) {
    throw new SlcError(
      'not_found',
      `${subjectOf(source)}: not in the cache, and HF_HUB_OFFLINE forbids to fetch it. Unset it, or bring the file there.`,
      { cause: new Error(settings.cacheDirectory) },
    );
  }
  await openCache(settings.cacheDirectory);
  const paths = cachePaths(settings.cacheDirectory, source);
  const lock = await acquireFileLock(paths.lock, {
    signal,
    onWait: async () => report(await progressElsewhere(paths, source)),
  });
  try {
    const cached = await findCachedFile(paths, source, signal).catch(async (error: unknown) => {
      if (!(error instanceof SlcError)) throw error;
      await discardCachedFile(paths);
      return null;
    });
    if (cached) return cached;

    await mkdir(paths.blobs, { recursive: true });
    // Other clients look through this folder, whether there is anything in it or not.
    await mkdir(join(paths.repository, 'refs'), { recursive: true });
    const request: HubRequest = {
      source,
      settings,
      signal,
      fetch: dependencies.fetch ?? fetch,
      stallMs: dependencies.stallMs ?? STALL_MS,
    };
    let progress = 0;
    const retries = {
      signal,
      progress: () => progress,
      onRetry: (error: SlcError, pauseMs: number) => report({ kind: 'retrying', error, pauseMs }),
      ...(dependencies.firstPauseMs !== undefined && { firstPauseMs: dependencies.firstPauseMs }),
    };
    const file = await withRetries(() => describeHubFile(request), retries);
    if (!(await hasBlob(paths, file, signal))) {
      const part = await openPartFile(paths.part(file.blobName), lock.formerOwnerMayLive, signal);
      const tell = () => {
        progress = part.bytes;
        report({
          kind: 'progress',
          bytesDone: part.bytes,
          bytesTotal: file.sizeBytes,
          isElsewhere: false,
        });
      };
      try {
        tell();
        const freeBytes = dependencies.freeBytes ?? freeBytesOf;
        await assertSpace(settings.cacheDirectory, Math.max(0, file.sizeBytes - part.bytes), freeBytes);
        await withRetries(() => downloadFile(request, file, part, tell), retries);
      } finally {
        await part.close();
      }
      await lock.assertHeld();
      await placeBlob(paths, file);
    }
    await placePointer(paths, file);
    return { path: paths.pointer, sha256: file.sha256 };
  } finally {
    await lock.release();
  }
}

/** What the process that holds the lock has so far: the file that it writes is the newest of its kind. */
async function progressElsewhere(paths: CachePaths, source: HubSource): Promise<FetchReport> {
  const names = await readdir(paths.blobs).catch(() => []);
  const parts = await Promise.all(
    names.filter(isPart).map((name) => stat(join(paths.blobs, name)).catch(() => null)),
  );
  const newest = parts.toSorted((a, b) => (b?.mtimeMs ?? 0) - (a?.mtimeMs ?? 0)).at(0);
  return {
    kind: 'progress',
    bytesDone: newest?.size ?? 0,
    bytesTotal: source.sizeBytes,
    isElsewhere: true,
  };
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
