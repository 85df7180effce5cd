import type { OpenedModel } from '@slc/compile';
import { decodeOutliers, type OutlierDetector, withLimit } from '@slc/evaluation';
import type { ResolvedModel } from '@slc/models';
import { faultOfFile, readBesideManifest } from './read-beside-manifest.js';

/**
 * Reads what a model's outlier scores are computed with: the file that its manifest names, beside the manifest. Messages
 * name the file and not its folder, since every client can read them in the state of the model.
 *
 * @returns null for a model that has no outlier limits
 * @throws SlcError `invalid_model` where the file is missing, is not the one that the manifest means, or is damaged, or
 *   where the network has no embedding to compare
 */
export async function readOutliers(
  model: ResolvedModel,
  { manifest, description: { embeddingLength } }: Pick<OpenedModel, 'manifest' | 'description'>,
): Promise<OutlierDetector | null> {
  const { outliers } = manifest;
  if (model.kind !== 'manifest' || !outliers) return null;
  if (embeddingLength === null) {
    throw faultOfFile(outliers.file, 'expected a network with an embedding, this one has none');
  }
  const bytes = await readBesideManifest(model.folder, outliers);
  return withLimit(decodeOutliers(bytes, embeddingLength), outliers.limit ?? 1);
}
