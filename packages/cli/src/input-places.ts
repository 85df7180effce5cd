import { join, resolve } from 'node:path';
import { TABLE_IN_FOLDER } from '@slc/evaluation';
import type { TakenPlace } from './expect-outputs.js';
import type { ModelFiles } from './model-files.js';
import type { Terminal } from './terminal.js';

/** What a command reads that is given a model and labelled data: no output may take its place. */
export async function inputPlaces(
  models: readonly string[],
  data: string,
  terminal: Terminal,
): Promise<readonly TakenPlace[]> {
  const path = resolve(terminal.directory, data);
  const files = models.length === 0 ? [] : await filesOf(models, terminal);
  const paths = files.flatMap(({ manifest, weights, outliers }) => [manifest, weights, outliers]);
  return [
    { what: 'the table of --data', path },
    { what: 'the table of --data', path: join(path, TABLE_IN_FOLDER) },
    ...paths.flatMap((own) => (own === null ? [] : [{ what: 'a file of the model', path: own }])),
  ];
}

async function filesOf(models: readonly string[], terminal: Terminal): Promise<readonly ModelFiles[]> {
  const { modelFiles } = await import('./model-files.js');
  return await Promise.all(models.map((model) => modelFiles(model, terminal)));
}
