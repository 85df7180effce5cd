import {
  createResources,
  digestOfParts,
  inspectModel,
  listModels,
  locateModel,
  type ModelInspection,
  nameModel,
  openClassifier,
  type ResolvedModel,
  verifyModel,
  verifyWeights,
} from '@slc/classifier';
import { createFormat, encodeManifest, type ModelManifest, SlcError, sizeOfFiles } from '@slc/domain';
import type { Command } from 'commander';
import { addBareFileOptions, type BareFileOptions } from './bare-file-options.js';
import { textTable } from './evaluate/text-parts.js';
import { labelsText, scalingText, warnOfGuesses } from './guesses-text.js';
import { addManifest } from './manifest/manifest.js';
import { MODEL_HELP } from './model-option.js';
import { modelOnThisMachine, obtainModel, openStore } from './obtain-model.js';
import { precisionsText } from './precisions-text.js';
import { recipeText } from './recipe-text.js';
import { readableLines } from './safe-text.js';
import type { Terminal } from './terminal.js';

interface Options {
  readonly json?: boolean;
}

const HELP = {
  model: `
Examples:
  slc model list
  slc model inspect my-model.keras
  slc model manifest my-model.h5 --labels ham10000-28x28 --scaling unit --out my-model.json`,
  list: `
Examples:
  slc model list
  slc model list --json`,
  pull: `
Examples:
  slc model pull efficientnetv2s-ham10000
  HF_ENDPOINT=https://a-mirror.example slc model pull my-model/manifest.json`,
  verify: `
Examples:
  slc model verify compact-lite0
  slc model verify calibrated/manifest.json --json`,
  inspect: `
Where the file is not here the command says how to fetch it.

Examples:
  slc model inspect compact-lite0
  slc model inspect my-model.keras --labels benign-malignant --json`,
} as const;

export function addModel(program: Command, terminal: Terminal): void {
  const model = program
    .command('model')
    .description('list, fetch, verify, inspect and describe models')
    .addHelpText('after', HELP.model);
  const write = (json: boolean | undefined, value: unknown, text: string) =>
    terminal.write(`${json ? JSON.stringify(value) : text}\n`);

  model
    .command('list')
    .description('list the models of this product, and whether their files are on this machine')
    .option('--json', 'write JSON: the manifests, each with isAvailable and weightsPath')
    .addHelpText('after', HELP.list)
    .action(async ({ json }: Options) => {
      const models = await Promise.all(
        (await listModels()).map(({ manifest }) => describe(manifest, terminal)),
      );
      write(json, models, asTable(models));
    });

  model
    .command('pull')
    .description('fetch a model from the Hub into the cache; an interrupted download continues')
    .argument('<model>', MODEL_HELP)
    .option('--json', 'write JSON')
    .addHelpText('after', HELP.pull)
    .action(async (name: string, { json }: Options) => {
      const model = await obtainModel(name, terminal);
      const { weightsPath } = model;
      const id = model.kind === 'bare-file' ? weightsPath : model.manifest.id;
      write(json, { id, weightsPath, sha256: await verifiedSha256(model) }, weightsPath);
    });

  model
    .command('verify')
    .description(
      'check a model’s files against its manifest: size, sha256, parameters, self-test; nothing is fetched',
    )
    .argument('<model>', MODEL_HELP)
    .option('--json', 'write JSON')
    .addHelpText('after', HELP.verify)
    .action(async (name: string, { json }: Options) => {
      const verified = await verify(name, terminal);
      const { id, sha256, files = [], parameters, selfTest } = verified;
      const further = files.map(({ file, sha256: digest }) => `, ${file} ${digest}`).join('');
      const text = `${id}: sha256 ${sha256}${further}, ${parameters.toLocaleString('en')} parameters, self-test ${selfTest}`;
      write(json, verified, text);
    });

  const inspect = model
    .command('inspect')
    .description('show a model file’s input, layers, parameters and classes; nothing is fetched')
    .argument('<model>', MODEL_HELP);
  addBareFileOptions(inspect)
    .option('--json', 'write JSON')
    .addHelpText('after', HELP.inspect)
    .action(async (name: string, { json, ...said }: Options & BareFileOptions) => {
      const inspection = await inspectModel(await modelOnThisMachine(name, terminal, said));
      warnOfGuesses(inspection.manifest, name, terminal);
      write(json, { ...inspection, manifest: encodeManifest(inspection.manifest) }, asText(inspection));
    });

  addManifest(model, terminal);
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

/** The store verifies what it gives. A file that needs no fetching is verified here. */
async function verifiedSha256(model: ResolvedModel): Promise<string> {
  if (model.kind === 'bare-file') {
    return await verifyWeights({ sizeBytes: null, sha256: null }, model.weightsPath);
  }
  return digestOfParts(model.manifest.source, await verifyModel(model));
}

async function verify(name: string, terminal: Terminal) {
  const model = await modelOnThisMachine(name, terminal);
  const { manifest, sha256, parameters } = await inspectModel(model);
  const { files } = manifest.source;
  return {
    id: manifest.id,
    sha256,
    ...(files && { files }),
    parameters,
    selfTest: await selfTest(model),
  };
}

/** Opening a model for serving runs its self-test. A model that cannot be served has none. */
async function selfTest(model: ResolvedModel): Promise<'passed' | 'not possible'> {
  try {
    const classifier = await openClassifier(model, {
      resources: createResources({ decodePixels: 1, queueBytes: 1 }),
      engine: 'auto',
      engineProcesses: 1,
      engineThreads: 1,
      batchMaxSize: 1,
      batchMaxDelayMs: 0,
      queueLimit: 1,
      imageLimitBytes: 1,
      imageLimitPixels: 1,
    });
    await classifier.close();
    return 'passed';
  } catch (error) {
    if (error instanceof SlcError && error.code === 'unsupported_model') return 'not possible';
    throw error;
  }
}

function asText(inspection: ModelInspection) {
  const { manifest, guessed, ownScaling, sha256, input, layers, parameters, onnx } = inspection;
  const { outputClasses, finalActivation, notServed, embedding } = inspection;
  const kinds = Object.entries(layers).map(([kind, count]) => `  ${String(count).padStart(5)}  ${kind}`);
  const lines = [
    `${manifest.id}: ${manifest.name}`,
    `sha256       ${sha256}`,
    ...(onnx ? onnxLines(onnx) : []),
    `input        ${input.height} x ${input.width} x ${input.channels}`,
    `recipe       ${recipeText(manifest.preprocessing)}`,
    `classes      ${outputClasses}, after ${finalActivation}`,
    ...(notServed === null ? [] : [`served       no: ${notServed}`]),
    `labels       ${labelsText(manifest)}`,
    `scaling      ${scalingText(manifest.preprocessing)}${ownScaling === 'pixels' ? '; its first layers scale pixels' : ''}`,
    `guessed      ${guessed.join(', ') || 'nothing'}`,
    ...foundLines(manifest),
    ...goldenLines(manifest),
    `parameters   ${parameters.toLocaleString('en')}`,
    `precisions   ${onnx ? ownPrecisionText(onnx) : precisionsText(manifest)}`,
    `embedding    ${embedding ?? 'none'}`,
    `heat maps    ${heatMapsText(inspection)}`,
    'layers',
    ...kinds,
  ];
  // What a file says of itself is a stranger's.
  return readableLines(lines.join('\n'));
}

/** `slc quantize` is for Keras's files. */
function ownPrecisionText({ hasOwnPrecision }: NonNullable<ModelInspection['onnx']>): string {
  return hasOwnPrecision ? 'as in the file' : 'float32, as in the file';
}

/** Which of a model's files said it. */
function foundLines({ foundIn = {} }: ModelManifest): readonly string[] {
  const { notes = [], ...sources } = foundIn;
  const found = Object.entries(sources).map(([what, source]) => `its ${what} in ${source}`);
  return [
    ...(found.length > 0 ? [`found        ${found.join(', ')}`] : []),
    ...notes.map((note) => `note         ${note}`),
  ];
}

/** What each opening proves. */
function goldenLines({ goldenAnswers = [] }: ModelManifest): readonly string[] {
  const files = goldenAnswers.map(({ file }) => file).join(', ');
  return files === '' ? [] : [`golden       its author’s own answer of ${files}, repeated at each opening`];
}

function onnxLines(onnx: NonNullable<ModelInspection['onnx']>): readonly string[] {
  const { producer, irVersion, opset, outputs, batch, externalFiles } = onnx;
  const { name, layout, batch: declared } = onnx.input;
  const kind = { together: 'free', freed: 'freed', 'one-by-one': 'one picture at a time' }[batch.kind];
  const files = externalFiles.map(
    ({ file, sizeBytes }) => `${file} (${sizeBytes.toLocaleString('en')} bytes)`,
  );
  return [
    `file         ONNX of ${producer || 'an unnamed exporter'}, IR ${irVersion}, opset ${opset}`,
    `reads        ${name}, ${layout.replace('-', ' ')}, declared batch ${declared}`,
    `gives        ${outputs.join(', ')}`,
    `batch        ${kind}: ${batch.reason}`,
    `weights in   ${files.join(', ') || 'the file itself'}`,
  ];
}

function heatMapsText({ heatMap, explanations }: ModelInspection): string {
  if (!heatMap) return 'none: it has no spatial activations before its head';
  return `${heatMap.height} x ${heatMap.width}, by ${explanations.join(', ')}`;
}
