import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { type BareFile, bareFileManifest } from '@slc/classifier';
import { type ModelManifest, SlcError } from '@slc/domain';
import type { Command } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { namedModel } from '../named-model.js';
import { writeWholeFile } from '../output-file.js';
import { parsedArgument } from '../parsed-argument.js';
import type { Terminal } from '../terminal.js';
import { manifestText } from '../written-model/manifest-text.js';
import { askChoices } from './ask-choices.js';
import { type InspectedFile, inspectAsking } from './inspect-asking.js';
import { manifestAdvice } from './manifest-advice.js';
import { readPictureSize } from './picture-size.js';

interface Options extends BareFileOptions, Pick<BareFile, 'size' | 'output'> {
  readonly out?: string;
}

const HELP = `
The manifest says which class each output is and how pixels are scaled. What neither the options nor the network say is guessed, and
named under "guessed": answers say so until it is taken out there. A network that takes pictures of any size, or has several outputs, is
not read before --size or --output says which. On a terminal the command asks.

Examples:
  slc model manifest my-model.h5
  slc model manifest my-model.h5 --labels ham10000-28x28 --scaling unit --out my-model.json
  slc model manifest my-model.keras --labels benign,malignant > my-model.json
  slc model manifest any-size.h5 --size 224
  slc model manifest two-outputs.h5 --output diagnosis`;

export function addManifest(model: Command, terminal: Terminal): void {
  const command = model
    .command('manifest')
    .description('write a manifest for a bare model file, to start from')
    .argument('<file>', 'bare model file (.h5, .hdf5, .hd5, .keras; told by its content)');
  addBareFileOptions(command)
    .option(
      '--size <size>',
      'of the pictures of a network that takes any: pixels, or height x width, such as 192x256',
      parsedArgument(readPictureSize),
    )
    .option('--output <name>', 'which of several outputs gives the classes')
    .option('--out <file>', 'write it there, and not to standard output')
    .addHelpText('after', HELP)
    .action(async (name: string, { out, size, output, ...said }: Options) => {
      const path = out === undefined ? null : newFile(resolve(terminal.directory, out), out);
      const file = { ...(await bareFile(name, terminal)), size, output, labels: said.labels?.labels };
      const inspected = await inspectAsking(file, terminal.ask);
      const choices = terminal.ask ? await askChoices(inspected.inspection, said, terminal.ask) : said;
      const folder = path === null ? terminal.directory : dirname(path);
      const manifest = await describe(inspected, { choices, folder });
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

async function bareFile(name: string, terminal: Terminal): Promise<BareFile> {
  const model = await namedModel(name, terminal);
  if (model.kind === 'bare-file') return model;
  throw new SlcError('invalid_request', `${name}: expected a bare model file, it has a manifest already`);
}

interface Described {
  readonly choices: BareFileOptions;
  /** Where the manifest will lie. */
  readonly folder: string;
}

async function describe(
  { file: { weightsPath, output }, inspection }: InspectedFile,
  { choices, folder }: Described,
): Promise<ModelManifest> {
  const { sha256, input, parameters, outputClasses, ownScaling, found } = inspection;
  const { height, width, channels } = input;
  const onnx = inspection.onnx && { layout: inspection.onnx.input.layout, channels };
  const facts = { weightsPath, sha256, input: { height, width }, parameters, classes: outputClasses };
  const { labels, scaling } = choices;
  const manifest = bareFileManifest(
    { ...facts, ownScaling, onnx, found },
    { labels: labels?.labels, scaling, output },
  );
  const file = relative(folder, weightsPath).split(sep).join('/');
  const { size: sizeBytes } = await stat(weightsPath);
  // Its texts are to be written by those who know the model: in one language first.
  return { ...manifest, source: { ...manifest.source, kind: 'file', file, sizeBytes }, translations: {} };
}
