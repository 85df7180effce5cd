import { PRESET_NAMES } from '@slc/domain/light';
import type { BareFile } from '@slc/models';
import { type Command, Option } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { parsedArgument } from '../parsed-argument.js';
import type { Terminal } from '../terminal.js';
import type { GoldenOptions } from './golden-answer.js';
import { readProbabilities } from './golden-option.js';
import { readPictureSize } from './picture-size.js';

export interface ManifestOptions
  extends BareFileOptions,
    GoldenOptions,
    Pick<BareFile, 'size' | 'output' | 'preset'> {
  readonly file?: string;
  readonly channels?: 'rgb' | 'bgr';
  readonly out?: string;
}

const HELP = `
The manifest says which class each output is and how pixels are scaled. What neither the options nor the network say is guessed, and
named under "guessed": answers say so until it is taken out there. A network that takes pictures of any size, or has several outputs, is
not read before --size or --output says which. On a terminal the command asks.

hf:OWNER/NAME, or hf:OWNER/NAME@REVISION, is a repository on the Hugging Face Hub: its model and what describes it are fetched into the
cache, and the manifest names the commit, every file and its sha256.

With --golden and --expect, nothing is written unless our probabilities of that image are within 0.01 of its author's. Where they are not,
the usual other scalings and orders of channels are tried, and the one that agrees is named. Each later opening of the model repeats it.
They also take a manifest that is there; all else in it stays.

Examples:
  slc model manifest my-model.h5
  slc model manifest my-model.h5 --labels ham10000-28x28 --scaling unit --out my-model.json
  slc model manifest my-model.keras --labels benign,malignant > my-model.json
  slc model manifest model.onnx --labels benign,malignant --preset torchvision --out my-model.json
  slc model manifest exported --file onnx/model.onnx --out my-model.json
  slc model manifest hf:owner/name@main --out my-model.json
  slc model manifest my-model.onnx --golden lesion.jpg --expect 0.07,0.93 --out my-model.json
  slc model manifest my-model.json --golden lesion.jpg --expect 0.07,0.93 --out my-model.json
  slc model manifest any-size.h5 --size 224
  slc model manifest two-outputs.h5 --output diagnosis`;

export function addManifest(model: Command, terminal: Terminal): void {
  const command = model
    .command('manifest')
    .description('write a manifest for a bare model file, to start from')
    .argument(
      '<file>',
      'bare model file (.onnx, .h5, .hdf5, .hd5, .keras; told by its content), a folder with one, or hf:OWNER/NAME[@REVISION]; with --golden also a manifest',
    );
  addBareFileOptions(command)
    .addOption(
      new Option(
        '--preset <recipe>',
        'how the training cropped, resized and scaled its pictures, by the library that has this as its usual way',
      ).choices(PRESET_NAMES),
    )
    .addOption(
      new Option('--channels <order>', 'order in which the network reads the colours').choices([
        'rgb',
        'bgr',
      ]),
    )
    .option(
      '--size <size>',
      'of the pictures of a network that takes any: pixels, or height x width, such as 192x256',
      parsedArgument(readPictureSize),
    )
    .option('--output <name>', 'which of several outputs gives the classes')
    .option('--file <path>', 'which of several model files of a folder or repository')
    .option('--golden <image>', 'an image of which the model’s author says the answer; with --expect')
    .option(
      '--expect <p1,p2,…>',
      'the author’s probabilities of that image, in the order of the outputs',
      parsedArgument(readProbabilities),
    )
    .option('--out <file>', 'write it there, and not to standard output')
    .addHelpText('after', HELP)
    .action(async (name: string, options: ManifestOptions) => {
      const { writeManifest } = await import('./write-manifest.js');
      await writeManifest(name, options, terminal);
    });
}
