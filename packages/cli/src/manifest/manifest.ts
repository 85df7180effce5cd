import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import {
  type BareFile,
  bareFileManifest,
  inspectModel,
  type ModelInspection,
  nameModel,
} from '@slc/classifier';
import { type ModelManifest, SlcError } from '@slc/domain';
import type { Command } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { manifestText } from '../calibrate/manifest-text.js';
import { writeWholeFile } from '../output-file.js';
import type { Terminal } from '../terminal.js';
import { askChoices } from './ask-choices.js';
import { manifestAdvice } from './manifest-advice.js';

interface Options extends BareFileOptions {
  readonly out?: string;
}

const HELP = `
The manifest says which class each output is and how pixels are scaled. What neither the options nor the network say is guessed, and
named under "guessed": answers say so until it is taken out there. On a terminal the command asks.

Examples:
  slc model manifest my-model.h5
  slc model manifest my-model.h5 --labels ham10000-28x28 --scaling unit --out my-model.json
  slc model manifest my-model.keras --labels benign,malignant > my-model.json`;

export function addManifest(model: Command, terminal: Terminal): void {
  const command = model
    .command('manifest')
    .description('write a manifest for a bare model file, to start from')
    .argument('<file>', 'bare model file (.h5, .hdf5, .hd5, .keras; told by its content)');
  addBareFileOptions(command)
    .option('--out <file>', 'write it there, and not to standard output')
    .addHelpText('after', HELP)
    .action(async (name: string, { out, ...said }: Options) => {
      const path = out === undefined ? null : newFile(resolve(terminal.directory, out), out);
      const file = await bareFile(name, terminal);
      const inspection = await inspectModel({ ...file, labels: said.labels?.labels });
      const choices = terminal.ask ? await askChoices(inspection, said, terminal.ask) : said;
      const folder = path === null ? terminal.directory : dirname(path);
      const manifest = await describe(file, inspection, { choices, folder });
      const text = manifestText(manifest);
      if (path === null) terminal.write(text);
      else {
        await writeWholeFile(path, text);
        terminal.write(`${out}\n`);
      }
      terminal.complain(manifestAdvice(manifest, out));
    });
}

/** @throws SlcError `invalid_request` where there is a file: people write into their manifests */
function newFile(path: string, shown: string): string {
  if (!existsSync(path)) return path;
  throw new SlcError('invalid_request', `--out ${shown}: expected a new file, there is one already`);
}

async function bareFile(name: string, { directory }: Terminal): Promise<BareFile> {
  const model = await nameModel(name, directory);
  if (model.kind === 'bare-file') return model;
  throw new SlcError('invalid_request', `${name}: expected a bare model file, it has a manifest already`);
}

interface Described {
  readonly choices: BareFileOptions;
  /** Where the manifest will lie. */
  readonly folder: string;
}

async function describe(
  { weightsPath }: BareFile,
  { sha256, input, parameters, outputClasses, ownScaling }: ModelInspection,
  { choices, folder }: Described,
): Promise<ModelManifest> {
  const { height, width } = input;
  const facts = { weightsPath, sha256, input: { height, width }, parameters, classes: outputClasses };
  const { labels, scaling } = choices;
  const manifest = bareFileManifest({ ...facts, ownScaling }, { labels: labels?.labels, scaling });
  const file = relative(folder, weightsPath).split(sep).join('/');
  const { size: sizeBytes } = await stat(weightsPath);
  // Its texts are to be written by those who know the model: in one language first.
  return { ...manifest, source: { ...manifest.source, kind: 'file', file, sizeBytes }, translations: {} };
}
