import { createFormat, encodeManifest, type ModelManifest, sizeOfFiles } from '@slc/domain';
import { listModels, locateModel, nameModel } from '@slc/models';
import { openStore } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import { textTable } from '../text-parts.js';
import type { Written } from './model.js';

/** The models of this product, and whether their files are on this machine. */
export async function list(terminal: Terminal): Promise<Written> {
  const models = await Promise.all((await listModels()).map(({ manifest }) => describe(manifest, terminal)));
  return { value: models, text: asTable(models) };
}

async function describe(manifest: ModelManifest, terminal: Terminal) {
  const named = await nameModel(manifest.id, terminal.directory);
  // A damaged file counts as missing here; `verify` says what is wrong with it.
  const located = await locateModel(named, openStore(terminal)).catch(() => null);
  return {
    ...encodeManifest(manifest),
    isAvailable: located !== null,
    weightsPath: located?.weightsPath ?? null,
  };
}

function asTable(models: readonly Awaited<ReturnType<typeof describe>>[]): string {
  const rows = models.map(({ id, name, licence, source, isAvailable }) => [
    ...[id, name, licence.spdx],
    sizeText(source),
    isAvailable ? 'on this machine' : `not here: slc model pull ${id}`,
  ]);
  return textTable([['model', 'name', 'licence', 'size', 'state'], ...rows], [3]).join('\n');
}

function sizeText(source: Parameters<typeof sizeOfFiles>[0]): string {
  const sizeBytes = sizeOfFiles(source);
  return sizeBytes === null ? 'not known' : createFormat('en').megabytes(sizeBytes);
}
