import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type BareFile, bareFileManifest, type LocatedModel, modelIdOf } from '@slc/classifier';
import { type ModelManifest, PRESET_NAMES, SlcError } from '@slc/domain';
import { type Command, Option } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { writeWholeFile } from '../output-file.js';
import { parsedArgument } from '../parsed-argument.js';
import type { Terminal } from '../terminal.js';
import { pathFrom, sourceAt } from '../written-model/manifest-parts.js';
import { manifestText } from '../written-model/manifest-text.js';
import { addGoldenAnswer } from './add-golden-answer.js';
import { askChoices } from './ask-choices.js';
import { type FoundModel, findModel } from './find-model.js';
import { assertBothGiven, type GoldenOptions, withGoldenAnswer } from './golden-answer.js';
import { readProbabilities } from './golden-option.js';
import { type InspectedFile, inspectAsking } from './inspect-asking.js';
import { manifestAdvice } from './manifest-advice.js';
import { newFile } from './new-file.js';
import { readPictureSize } from './picture-size.js';

interface Options extends BareFileOptions, GoldenOptions, Pick<BareFile, 'size' | 'output' | 'preset'> {
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
    .action((name: string, options: Options) => writeManifest(name, options, terminal));
}

async function writeManifest(
  name: string,
  { out, golden, expect, ...ofBareFile }: Options,
  terminal: Terminal,
): Promise<void> {
  const goldenOptions = { ...(golden !== undefined && { golden }), ...(expect && { expect }) };
  assertBothGiven(goldenOptions);
  if (/\.json$/i.test(name)) {
    assertNothingSaid(name, ofBareFile);
    await addGoldenAnswer(name, { ...goldenOptions, out }, terminal);
    return;
  }
  const path = out === undefined ? null : newFile(resolve(terminal.directory, out), out);
  const { size, output, preset, file: asked, channels, ...said } = ofBareFile;
  const { file, source, licence } = await findModel(name, asked, terminal);
  const bare = { ...file, size, output, preset, labels: said.labels?.labels };
  const inspected = await inspectAsking(bare, terminal.ask);
  const choices = terminal.ask ? await askChoices(inspected, said, terminal.ask) : said;
  const folder = path === null ? terminal.directory : dirname(path);
  const described = await describe(inspected, { choices, channels, folder, source, licence });
  const model: LocatedModel = {
    ...{ kind: 'manifest', manifest: described, folder, weightsPath: file.weightsPath },
    verifiedSha256: inspected.inspection.mainSha256,
  };
  const manifest = await withGoldenAnswer(model, goldenOptions, terminal);
  const text = manifestText(manifest);
  if (path === null) terminal.write(text);
  else {
    await writeWholeFile(path, text);
    terminal.write(`${out}\n`);
  }
  terminal.complain(manifestAdvice(manifest, out));
}

/** @throws SlcError `invalid_request` */
function assertNothingSaid(name: string, ofBareFile: object): void {
  const given = Object.entries(ofBareFile).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const options = given.map(([option]) => `--${option}`).join(' and ');
  throw new SlcError(
    'invalid_request',
    `${options}: expected a bare model file beside it; ${name} is a manifest, where it can be written`,
  );
}

interface Described extends Pick<FoundModel, 'source' | 'licence'> {
  readonly channels: 'rgb' | 'bgr' | undefined;
  readonly choices: BareFileOptions;
  /** Where the manifest will lie. */
  readonly folder: string;
}

async function describe(
  { file: { weightsPath, output, preset }, inspection }: InspectedFile,
  { choices, channels: order, folder, source, licence }: Described,
): Promise<ModelManifest> {
  const { mainSha256: sha256, input, parameters, outputClasses, ownScaling, found } = inspection;
  const { height, width, channels } = input;
  const onnx = inspection.onnx && { layout: inspection.onnx.input.layout, channels };
  const facts = { weightsPath, sha256, input: { height, width }, parameters, classes: outputClasses };
  const { labels, scaling } = choices;
  const { externalFiles } = inspection.onnx ?? {};
  const manifest = bareFileManifest(
    { ...facts, ownScaling, onnx, found, externalFiles },
    { labels: labels?.labels, scaling, preset, output },
  );
  const { preprocessing } = manifest;
  // Its texts are to be written by those who know the model: in one language first.
  const own = {
    ...manifest,
    translations: {},
    ...(licence && { licence }),
    preprocessing: {
      ...preprocessing,
      ...(channels === 1 && { channels: 'grey' as const }),
      ...(order && { channels: order }),
    },
  };
  if (source) return { ...own, ...namesOf(source.repo), source };
  const { size: sizeBytes } = await stat(weightsPath);
  const local = sourceAt(manifest.source, pathFrom(folder, weightsPath));
  return { ...own, source: { ...local, sizeBytes } };
}

/** A model of the Hub is known by its repository: most of its files have the same name. */
function namesOf(repo: string): Pick<ModelManifest, 'id' | 'name'> {
  return { id: modelIdOf(repo.split('/').at(-1) ?? repo), name: repo };
}
