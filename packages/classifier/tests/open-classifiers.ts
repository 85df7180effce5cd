import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ViewCount } from '@slc/domain';
import { type ResolvedModel, resolveModel } from '@slc/models';
import sharp from 'sharp';
import { afterAll, beforeAll, vi } from 'vitest';
// The compiling child and the engine processes are forked from built code.
import {
  type Classifier,
  type ClassifierOptions,
  createResources,
  openClassifier,
  type ResourceLimits,
  type Resources,
} from '../dist/index.js';

/** A temporary folder of a test file. */
export function ownFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A temporary folder that this test file's compiled models are kept in, in place of the one that all files share. */
export function ownCacheFolder(name: string): string {
  const folder = ownFolder(name);
  beforeAll(() => void vi.stubEnv('XDG_CACHE_HOME', folder));
  afterAll(() => vi.unstubAllEnvs());
  return folder;
}

/** One small engine on the CPU. */
export const OPTIONS: Omit<ClassifierOptions, 'resources'> = {
  engine: 'auto',
  engineProcesses: 1,
  engineThreads: 1,
  batchMaxSize: 4,
  batchMaxDelayMs: 2,
  queueLimit: 32,
  imageLimitBytes: 10 * 1024 * 1024,
  imageLimitPixels: 50_000_000,
};

export function resources(changes: Partial<ResourceLimits> = {}): Resources {
  return createResources({ decodePixels: 50_000_000, queueBytes: 256 * 1024 * 1024, ...changes });
}

/** The reference outputs of bare files are for pixel / 127.5 - 1, also where the network scales again by itself. */
export async function referenceModel(model: string): Promise<ResolvedModel> {
  const resolved = await resolveModel(model);
  return resolved.kind === 'bare-file' ? { ...resolved, scaling: 'original' } : resolved;
}

export async function open(model: string, changes: Partial<ClassifierOptions> = {}): Promise<Classifier> {
  return await openClassifier(await referenceModel(model), {
    ...OPTIONS,
    resources: resources(),
    ...changes,
  });
}

/** The compact model, made to answer with so many views. */
export async function compactModel(views: ViewCount): Promise<ResolvedModel> {
  const model = await resolveModel('compact-lite0');
  if (model.kind !== 'manifest') throw new Error('expected a manifest');
  const preprocessing = { ...model.manifest.preprocessing, views };
  return { ...model, manifest: { ...model.manifest, preprocessing } };
}

/** The manifest's `gradient` as a PNG of the model's own size: neither crop nor resize changes it. */
export async function gradientPng(): Promise<Buffer> {
  const size = 224;
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) data.set([x, y, (x + y) >> 1], (y * size + x) * 3);
  }
  return await sharp(data, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
}
