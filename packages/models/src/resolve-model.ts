import { dirname, resolve } from 'node:path';
import { type ModelManifest, SlcError } from '@slc/domain';
import { listModels } from './list-models.js';
import { readManifest } from './read-manifest.js';

/** What a model's name led to. Of a bare file nothing is known until it has been read. */
export type ResolvedModel =
  | { readonly kind: 'manifest'; readonly manifest: ModelManifest; readonly weightsPath: string }
  | { readonly kind: 'bare-file'; readonly weightsPath: string };

/**
 * Finds a model by manifest id, by a manifest's path (.json) or by the path of a bare weights file (.h5, .keras).
 *
 * @param baseDirectory what relative paths start from
 * @throws SlcError `not_found` listing the known ids; `invalid_model` for a faulty manifest
 */
export async function resolveModel(
  nameOrPath: string,
  baseDirectory: string = process.cwd(),
): Promise<ResolvedModel> {
  const path = resolve(baseDirectory, nameOrPath);
  if (/\.(h5|keras)$/i.test(nameOrPath)) return { kind: 'bare-file', weightsPath: path };
  if (/\.json$/i.test(nameOrPath)) {
    const manifest = await readManifest(path);
    return { kind: 'manifest', manifest, weightsPath: resolve(dirname(path), manifest.source.file) };
  }
  const bundled = await listModels();
  const found = bundled.find(({ manifest }) => manifest.id === nameOrPath);
  if (found) return { kind: 'manifest', ...found };
  const known = bundled.map(({ manifest }) => manifest.id).join(', ');
  throw new SlcError(
    'not_found',
    `model ${nameOrPath}: expected one of ${known}, the path of a manifest (.json), or of a model file (.h5, .keras)`,
  );
}
