import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '@slc/domain';
import { readManifest } from './read-manifest.js';

export interface ListedModel {
  readonly manifest: ModelManifest;
  readonly weightsPath: string;
}

const BUNDLED_FOLDERS = ['../compact-lite0/', '../efficientnetv2s-ham10000/'].map(
  (folder) => new URL(folder, import.meta.url),
);

/** The models that come with the product. */
export async function listModels(): Promise<readonly ListedModel[]> {
  return await Promise.all(
    BUNDLED_FOLDERS.map(async (folder) => {
      const manifest = await readManifest(fileURLToPath(new URL('manifest.json', folder)));
      return { manifest, weightsPath: fileURLToPath(new URL(manifest.source.file, folder)) };
    }),
  );
}
