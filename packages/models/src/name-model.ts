import { basename, dirname, resolve } from 'node:path';
import { type HubSource, type ModelManifest, SlcError } from '@slc/domain';
import type { BareFileChoices } from './bare-file-manifest.js';
import { isModelFile } from './is-model-file.js';
import { listModels } from './list-models.js';
import { readManifest } from './read-manifest.js';

/** A model whose weights are a file on this machine. Nothing is known about a bare file until it has been read. */
export type ResolvedModel = LocatedModel | BareFile;

/** The model that a name means; the weights of a `hub` model may have to be fetched first. */
export type NamedModel = ResolvedModel | HubModel;

export interface LocatedModel {
  readonly kind: 'manifest';
  readonly manifest: ModelManifest;
  /** The manifest's own: further files that it names lie there. */
  readonly folder: string;
  readonly weightsPath: string;
  /** Hex digest of the weights, where they were compared with the manifest already. */
  readonly verifiedSha256?: string;
}

export interface BareFile extends BareFileChoices {
  readonly kind: 'bare-file';
  readonly weightsPath: string;
}

export interface HubModel {
  readonly kind: 'hub';
  readonly manifest: ModelManifest & { readonly source: HubSource };
  /** The manifest's own. */
  readonly folder: string;
  /** Path of a copy of the weights beside the manifest, which comes before cache and Hub; it need not exist. */
  readonly besidePath: string;
}

/** The endings of model files, for those that are not there or hold something else: reading them says what is wrong. */
export const MODEL_FILE = /\.(h5|hdf5|hd5|keras|onnx)$/i;

/**
 * Finds the model that a name means: a manifest id, a manifest's path (.json), or the path of a bare model file, told by its
 * first bytes. It does not look for the weights.
 *
 * @param baseDirectory where relative paths start
 * @param shownAs in messages; without its folders unless given, since every client can read them in the state of a model
 * @throws SlcError `not_found` listing the known ids; `invalid_model` for a faulty manifest
 */
export async function nameModel(
  nameOrPath: string,
  baseDirectory: string = process.cwd(),
  shownAs: string = basename(nameOrPath),
): Promise<NamedModel> {
  const known = await listModels();
  const found = known.find(({ manifest }) => manifest.id === nameOrPath);
  if (found) return withManifest(found.manifest, found.folder);
  const path = resolve(baseDirectory, nameOrPath);
  if (MODEL_FILE.test(path) || (await isModelFile(path))) return { kind: 'bare-file', weightsPath: path };
  if (/\.json$/i.test(path)) return withManifest(await readManifest(path, shownAs), dirname(path));
  const ids = known.map(({ manifest }) => manifest.id).join(', ');
  throw new SlcError(
    'not_found',
    `model ${shownAs}: expected one of ${ids}, the path of a manifest (.json), or of a model file (.h5, .hdf5, .hd5, .keras, .onnx)`,
  );
}

function withManifest(manifest: ModelManifest, folder: string): LocatedModel | HubModel {
  const { source } = manifest;
  const beside = (file: string) => resolve(folder, file);
  if (source.kind !== 'hub') {
    return { kind: 'manifest', manifest, folder, weightsPath: beside(source.file) };
  }
  const lastPart = source.file.split('/').at(-1) ?? source.file;
  return { kind: 'hub', manifest: { ...manifest, source }, folder, besidePath: beside(lastPart) };
}
