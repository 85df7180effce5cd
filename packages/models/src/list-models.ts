import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '@slc/domain';
import { readManifest } from './read-manifest.js';

export interface ListedModel {
  readonly manifest: ModelManifest;
  /** Of the manifest. */
  readonly folder: string;
}

const FOLDERS = ['../compact-lite0/', '../efficientnetv2s-ham10000/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/** The models that come with the product; the weights of some have to be fetched. */
export async function listModels(): Promise<readonly ListedModel[]> {
  return await Promise.all(
    FOLDERS.map(async (folder) => ({ manifest: await readManifest(`${folder}manifest.json`), folder })),
  );
}
