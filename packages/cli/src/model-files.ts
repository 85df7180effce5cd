import { dirname, extname, resolve } from 'node:path';
import type { BareFile, NamedModel } from '@slc/models';
import { MANIFEST_FILE, namedModel } from './named-model.js';
import type { Terminal } from './terminal.js';

/** Where the files of a model are. */
export interface ModelFiles {
  readonly folder: string;
  /** Null for a bare file. */
  readonly manifest: string | null;
  /** Null for those that the Hub's cache keeps. */
  readonly weights: string | null;
  /** Of the detector of unlike images; null where there is none. */
  readonly outliers: string | null;
}

/** @throws SlcError as `namedModel` */
export async function modelFiles(name: string, terminal: Terminal): Promise<ModelFiles> {
  const model = await namedModel(name, terminal);
  if (model.kind === 'bare-file') {
    const { weightsPath } = model;
    return { folder: dirname(weightsPath), manifest: null, weights: weightsPath, outliers: null };
  }
  const folder = resolve(model.folder);
  const { outliers } = model.manifest;
  return {
    folder,
    manifest: manifestPath(model, name, terminal),
    weights: model.kind === 'manifest' ? model.weightsPath : null,
    outliers: outliers ? resolve(folder, outliers.file) : null,
  };
}

/** The manifest of the model that a name means: the file that it names, or the one of the folder where that lies. */
export function manifestPath(
  { folder }: Exclude<NamedModel, BareFile>,
  name: string,
  { directory }: Terminal,
): string {
  const isNamed = extname(name).toLowerCase() === '.json';
  return isNamed ? resolve(directory, name) : resolve(folder, MANIFEST_FILE);
}
