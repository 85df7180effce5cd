import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '@slc/domain';
import { readManifest } from './read-manifest.js';

export interface ListedModel {
  readonly manifest: ModelManifest;
  /** The manifest's folder. */
  readonly folder: string;
}

/** Served where no other model is named. Its file has to be fetched. */
export const DEFAULT_MODEL_ID = 'efficientnetv2s-ham10000';

/** Comes with the product, and serves within seconds. */
export const COMPACT_MODEL_ID = 'compact-lite0';

const FOLDERS = [COMPACT_MODEL_ID, DEFAULT_MODEL_ID].map((id) =>
  fileURLToPath(new URL(`../${id}/`, import.meta.url)),
);

/** The models that come with the product; the weights of some have to be fetched. */
export async function listModels(): Promise<readonly ListedModel[]> {
  return await Promise.all(
    FOLDERS.map(async (folder) => ({ manifest: await readManifest(`${folder}manifest.json`), folder })),
  );
}
