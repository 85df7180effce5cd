import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HubSource, ModelManifest } from '@slc/domain';
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
// Whole processes are started from built code.
import {
  createModelStore,
  type FetchReport,
  type HubModel,
  type HubSettings,
  type ModelStoreDependencies,
  readManifest,
} from '../dist/index.js';
import { type HubStandIn, type StandInFile, standInFile, startHubStandIn } from './hub-stand-in.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'model-store-'));
afterAll(() => rmSync(scratch, { recursive: true }));

export const full = await readManifest(
  fileURLToPath(new URL('../efficientnetv2s-ham10000/manifest.json', import.meta.url)),
);
export const MIB = 2 ** 20;
export const file: StandInFile = standInFile(randomBytes(4 * MIB), 'weights/model.h5');

export let hub: HubStandIn;
export let cacheDirectory: string;
export let settings: HubSettings;
beforeEach(async () => {
  hub = await startHubStandIn(file);
  cacheDirectory = mkdtempSync(join(scratch, 'cache-'));
  settings = {
    endpoint: hub.endpoint,
    token: { kind: 'login', path: join(cacheDirectory, 'token') },
    isOffline: false,
    cacheDirectory,
    isCacheChosen: true,
  };
});
afterEach(() => hub.close());

export function modelOf(source: HubSource): HubModel {
  const manifest: ModelManifest & { source: HubSource } = { ...full, source };
  return { kind: 'hub', manifest, folder: cacheDirectory, besidePath: join(cacheDirectory, 'beside.h5') };
}

export interface Fetching {
  readonly source?: HubSource;
  readonly settings?: Partial<HubSettings>;
  readonly dependencies?: ModelStoreDependencies;
  readonly signal?: AbortSignal;
}

/** Everything that the store reports, with pauses too short to wait for. */
export async function fetchAll(options: Fetching = {}): Promise<FetchReport[]> {
  const store = createModelStore(
    { ...settings, ...options.settings },
    { firstPauseMs: 1, stallMs: 2_000, ...options.dependencies },
  );
  const reports: FetchReport[] = [];
  for await (const report of store.fetch(modelOf(options.source ?? file.source), options.signal)) {
    reports.push(report);
  }
  return reports;
}

export const repository = () => join(cacheDirectory, 'models--somebody--a-model');
export const blobs = () =>
  existsSync(join(repository(), 'blobs')) ? readdirSync(join(repository(), 'blobs')) : [];
export const partPath = () => join(repository(), 'blobs', `${file.sha256}.slc-part`);
export const pointerPath = () => join(repository(), 'snapshots', file.source.revision, 'weights', 'model.h5');

export function leavePart(bytes: Buffer): void {
  mkdirSync(join(repository(), 'blobs'), { recursive: true });
  writeFileSync(partPath(), bytes);
}

/** The cache has nothing under a name that a client would trust. */
export function expectNothingNamed(): void {
  expect(blobs().filter((name) => !name.endsWith('.slc-part'))).toEqual([]);
  expect(existsSync(pointerPath())).toBe(false);
}
