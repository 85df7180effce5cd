import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type Classifier,
  createResources,
  type EngineChoice,
  engineLayout,
  openClassifier,
} from '@slc/classifier';
import {
  answerCells,
  answerColumns,
  type Classification,
  EXPLANATION_METHODS,
  type ExplanationMethod,
  type ExplanationPicture,
  type LesionClass,
  listImageFormats,
  type Precision,
  SlcError,
  toSlcError,
} from '@slc/domain';
import { type Command, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { answerText } from './answer-text.js';
import { addBareFileOptions, type BareFileOptions } from './bare-file-options.js';
import { engineOption } from './engine-option.js';
import { warnOfGuesses } from './guesses-text.js';
import { MODEL_HELP } from './model-option.js';
import { notWritable } from './not-writable.js';
import { defaultModelName, obtainDefaultModel, obtainModel } from './obtain-model.js';
import { writeWholeFile } from './output-file.js';
import { overlayPaths } from './overlay-paths.js';
import { OWN_IMAGE_LIMITS, OWN_IMAGE_RESOURCES, readOwnImage } from './own-images.js';
import { precisionOption } from './precision-option.js';
import { EXIT, type Terminal } from './terminal.js';

interface Options extends BareFileOptions {
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly precision: Precision;
  readonly json?: boolean;
  readonly format: Format;
  readonly explain?: ExplanationMethod;
  readonly out?: string;
}

const FORMATS = ['text', 'json', 'csv'] as const;

type Format = (typeof FORMATS)[number];

const HELP = `
Examples:
  slc classify lesion.jpg
  slc classify --model my-model/manifest.json --format csv *.jpg > answers.csv
  slc classify --model my-model.h5 --labels ham10000-28x28 --scaling unit lesion.jpg
  slc classify --explain grad-cam --out maps *.jpg`;

export function addClassify(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const command = program
    .command('classify')
    .description(`classify image files: ${listImageFormats()}`)
    .argument('<file...>', 'image files')
    .option(
      '--model <model>',
      `${MODEL_HELP}; if not given: the setting MODEL, else efficientnetv2s-ham10000 if it is on this machine, else compact-lite0`,
    );
  addBareFileOptions(command)
    .addOption(engineOption())
    .addOption(precisionOption())
    .addOption(
      new Option('--format <format>', 'text for a person, one JSON object a line, or a CSV table')
        .choices(FORMATS)
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').conflicts('format'))
    .addOption(
      new Option('--explain <method>', 'also show where in the picture the answer comes from').choices(
        EXPLANATION_METHODS,
      ),
    )
    .option('--out <folder>', 'with --explain: write each picture with its map over it there, as a PNG')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: Options) => {
      const paths = files.map((file) => resolve(terminal.directory, file));
      const overlays = await overlayFolder(paths, options, terminal);
      const classifier = await open(options, terminal);
      const writer = WRITERS[options.json ? 'json' : options.format](classifier.manifest.labels);
      try {
        terminal.write(writer.head);
        for (const [i, file] of files.entries()) {
          const outcome = await classifyFile(classifier, paths[i] ?? file, { ...options, overlays });
          if (outcome instanceof SlcError) setExitCode(EXIT.failed);
          terminal.write(writer.entry(file, outcome));
        }
      } finally {
        await classifier.close();
      }
    });
}

async function open({ model, engine, precision, ...said }: Options, terminal: Terminal): Promise<Classifier> {
  const obtained =
    model === undefined ? await obtainDefaultModel(terminal, said) : await obtainModel(model, terminal, said);
  const resources = createResources(OWN_IMAGE_RESOURCES);
  const classifier = await openClassifier(obtained, {
    resources,
    engine,
    precision,
    engineProcesses: 1,
    engineThreads: engineLayout({ processes: 1 }, resources.cores).threads,
    batchMaxSize: 1,
    batchMaxDelayMs: 0,
    queueLimit: 1,
    ...OWN_IMAGE_LIMITS,
    events: {
      engineGivenUp: (name, { message }) => terminal.complain(`slc: ${name} was given up: ${message}\n`),
    },
  });
  warnOfGuesses(classifier.manifest, model ?? defaultModelName(terminal), terminal);
  return classifier;
}

type OverlayPaths = ReturnType<typeof overlayPaths>;

/** @returns where the overlay of each file goes; null where none are wanted */
async function overlayFolder(
  paths: readonly string[],
  { explain: method, out }: Options,
  terminal: Terminal,
): Promise<OverlayPaths | null> {
  if (out === undefined) return null;
  if (method === undefined)
    throw new SlcError('invalid_request', '--out: expected --explain beside it, got none');
  const overlays = overlayPaths(paths, { folder: resolve(terminal.directory, out), method });
  for (const folder of new Set([...overlays.values()].map(dirname))) {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw notWritable(folder, cause);
    });
  }
  return overlays;
}

interface FileOptions extends Pick<Options, 'explain'> {
  readonly overlays: OverlayPaths | null;
}

/** A bad file is an outcome: the others are classified all the same. */
async function classifyFile(
  classifier: Classifier,
  path: string,
  { explain, overlays }: FileOptions,
): Promise<Classification | SlcError> {
  try {
    const image = await readOwnImage(path);
    const pictures: readonly ExplanationPicture[] = overlays ? ['blended'] : [];
    const answer = await classifier.classify(image, { explain, pictures });
    const [overlayPath, overlay] = [overlays?.get(path), answer.pictures?.blended];
    if (overlayPath && overlay) await writeWholeFile(overlayPath, overlay);
    return answer.classification;
  } catch (thrown) {
    return toSlcError(thrown);
  }
}

/** What is written before the first file, and of each. */
interface Writer {
  readonly head: string;
  entry(file: string, outcome: Classification | SlcError): string;
}

const WRITERS: Readonly<Record<Format, (labels: readonly LesionClass[]) => Writer>> = {
  text: (labels) => ({ head: '', entry: (file, outcome) => `${answerText(file, outcome, labels)}\n` }),
  json: () => ({ head: '', entry: (file, outcome) => `${asJson(file, outcome)}\n` }),
  csv(labels) {
    const ids = labels.map(({ id }) => id);
    return {
      head: stringify([[...answerColumns(ids)]]),
      entry: (file, outcome) =>
        stringify([[...answerCells({ image: [file], outcome, time: new Date() }, ids)]]),
    };
  },
};

function asJson(file: string, outcome: Classification | SlcError): string {
  if (outcome instanceof SlcError) {
    return JSON.stringify({ file, error: { code: outcome.code, message: outcome.message } });
  }
  return JSON.stringify({ file, ...outcome });
}
