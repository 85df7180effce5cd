import { dirname, extname, join, resolve } from 'node:path';
import { namedModel } from './named-model.js';
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
  const path = resolve(terminal.directory, name);
  const model = await namedModel(name, terminal);
  if (model.kind === 'bare-file') {
    const { weightsPath } = model;
    return { folder: dirname(weightsPath), manifest: null, weights: weightsPath, outliers: null };
  }
  const folder = resolve(model.folder);
  const { outliers } = model.manifest;
  return {
    folder,
    manifest: extname(name).toLowerCase() === '.json' ? path : join(folder, 'manifest.json'),
    weights: model.kind === 'manifest' ? model.weightsPath : null,
    outliers: outliers ? resolve(folder, outliers.file) : null,
  };
}
