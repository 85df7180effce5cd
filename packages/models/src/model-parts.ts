import { dirname, join, posix } from 'node:path';
import { type HubSource, type ModelSource, pathBesideMain, SlcError } from '@slc/domain';
import { modelDigest } from './model-digest.js';
import type { LocatedModel } from './name-model.js';
import { verifyWeights } from './verify-weights.js';

/** One file of a model. */
export interface ModelPart extends Pick<ModelSource, 'sizeBytes' | 'sha256'> {
  /** As the manifest writes it. */
  readonly name: string;
  /** From the folder of the main file. */
  readonly path: string;
}

/**
 * Further files of a model, which it cannot be opened without. They come before the main one wherever something is placed:
 * where the main file has its name, the model is whole.
 */
export function furtherParts({ file: mainFile, files = [] }: ModelSource): readonly ModelPart[] {
  return files.map(({ file, sizeBytes, sha256 }) => {
    const path = pathBesideMain(mainFile, file);
    if (path === null) throw new SlcError('internal', `${file}: expected a file beside ${mainFile}`);
    return { name: file, path, sizeBytes, sha256 };
  });
}

/**
 * The digest that names a model whose manifest lists its further files.
 *
 * @param mainSha256 that of the main one
 */
export function digestOfParts(source: ModelSource, mainSha256: string): string {
  const further = (source.files ?? []).map(({ file, sha256 }) => {
    return { file: pathBesideMain(source.file, file) ?? file, sha256 };
  });
  return modelDigest({ file: posix.basename(source.file), sha256: mainSha256 }, further);
}

/** The sources of single files that a Hub model consists of, the main one last. */
export function hubParts({ files = [], ...main }: HubSource): readonly HubSource[] {
  return [...files.map((file) => ({ ...main, ...file })), main];
}

/**
 * Makes sure that all files of a model are those that its manifest means.
 *
 * @returns hex sha256 of the main one
 * @throws SlcError as `verifyWeights`
 */
export async function verifyModel(
  {
    manifest: { source },
    weightsPath,
    verifiedSha256,
  }: Pick<LocatedModel, 'manifest' | 'weightsPath' | 'verifiedSha256'>,
  signal?: AbortSignal,
): Promise<string> {
  // The store has verified all files of what it gives.
  if (verifiedSha256 !== undefined) return verifiedSha256;
  const sha256 = await verifyWeights(source, weightsPath, signal);
  for (const part of furtherParts(source)) {
    await verifyWeights(part, join(dirname(weightsPath), part.path), signal);
  }
  return sha256;
}
