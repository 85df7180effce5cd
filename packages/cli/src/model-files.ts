import { dirname, extname, join, resolve } from 'node:path';
import { TABLE_IN_FOLDER } from '@slc/evaluation';
import type { TakenPlace } from './expect-outputs.js';
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

/** What a command reads that is given a model and labelled data: no output may take its place. */
export async function inputPlaces(
  models: readonly string[],
  data: string,
  terminal: Terminal,
): Promise<readonly TakenPlace[]> {
  const path = resolve(terminal.directory, data);
  const files = await Promise.all(models.map((model) => modelFiles(model, terminal)));
  const paths = files.flatMap(({ manifest, weights, outliers }) => [manifest, weights, outliers]);
  return [
    { what: 'the table of --data', path },
    { what: 'the table of --data', path: join(path, TABLE_IN_FOLDER) },
    ...paths.flatMap((own) => (own === null ? [] : [{ what: 'a file of the model', path: own }])),
  ];
}
