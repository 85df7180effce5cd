import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '@slc/domain';
import { COMPACT_MODEL_ID, DEFAULT_MODEL_ID } from './model-ids.js';
import { readManifest } from './read-manifest.js';

export interface ListedModel {
  readonly manifest: ModelManifest;
  /** The manifest's folder. */
  readonly folder: string;
}

const FOLDERS = [COMPACT_MODEL_ID, DEFAULT_MODEL_ID].map((id) =>
  fileURLToPath(new URL(`../${id}/`, import.meta.url)),
);

/** The models that come with the product; the weights of some have to be fetched. */
export async function listModels(): Promise<readonly ListedModel[]> {
  return await Promise.all(
    FOLDERS.map(async (folder) => ({ manifest: await readManifest(`${folder}manifest.json`), folder })),
  );
}
