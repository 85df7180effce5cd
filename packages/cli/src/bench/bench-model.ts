import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectModel } from '@slc/classifier';
import type { ResolvedModel } from '@slc/models';
import type { BareFileOptions } from '../bare-file-options.js';
import { warnOfGuesses } from '../guesses-text.js';
import { manifestPath } from '../model-files.js';
import { MANIFEST_FILE, namedModel } from '../named-model.js';
import { modelOnThisMachine } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import { manifestText } from '../written-model/manifest-text.js';

export interface BenchModelOptions extends BareFileOptions {
  readonly model: string;
}

/** The model that is measured, by itself and in services. */
export interface BenchModel {
  /** What opens in this process. @throws SlcError as `modelOnThisMachine` */
  resolve(): Promise<ResolvedModel>;
  /** The setting `MODEL` of a service that is started here. */
  readonly setting: string;
  /** Removes what was written for services. */
  close(): Promise<void>;
}

/**
 * A service takes no labels and no scaling: where they are given, it gets a temporary manifest that says them.
 *
 * @throws SlcError as `namedModel` and `inspectModel`
 */
export async function benchModel(options: BenchModelOptions, terminal: Terminal): Promise<BenchModel> {
  const { model: name, ...said } = options;
  const named = await namedModel(name, terminal, said);
  const plain = {
    resolve: () => modelOnThisMachine(name, terminal, said),
    setting: named.kind === 'bare-file' ? named.weightsPath : manifestPath(named, name, terminal),
    close: async () => {},
  };
  if (named.kind !== 'bare-file') return plain;
  const { manifest } = await inspectModel(named);
  warnOfGuesses(manifest, name, terminal);
  if (!said.labels && !said.scaling) return plain;

  const folder = await mkdtemp(join(tmpdir(), 'slc-bench-'));
  const setting = join(folder, MANIFEST_FILE);
  const source = { ...manifest.source, file: named.weightsPath };
  await writeFile(setting, manifestText({ ...manifest, source }));
  return { ...plain, setting, close: () => rm(folder, { recursive: true, force: true }) };
}
