import { resolve } from 'node:path';
import type { EngineChoice } from '@slc/classifier';
import {
  EXPLANATION_METHODS,
  type ExplanationMethod,
  listImageFormats,
  type Precision,
  SlcError,
} from '@slc/domain';
import { type Command, Option } from 'commander';
import type { AnswerFile } from '../answer-file/answer-file.js';
import { apartFromSettled } from '../answer-file/answer-file-options.js';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { type AnswerSource, openedSource } from '../evaluate/answer-source.js';
import { ImageProgress, stopped } from '../evaluate/image-progress.js';
import { openForImages } from '../evaluate/open-for-images.js';
import { interruptible } from '../interruptible.js';
import { warnOfModel } from '../measured-text.js';
import { MODEL_HELP } from '../model-option.js';
import { defaultModelName, obtainDefaultModel, obtainModel } from '../obtain-model.js';
import { precisionOption } from '../precision-option.js';
import { openWorkers } from '../server/open-workers.js';
import { refuseOwnModel, type ServerOption, serverOption } from '../server/server-option.js';
import { EXIT, type Terminal } from '../terminal.js';
import { createAnswerWriter } from './answer-writers.js';
import { DicomFiles } from './dicom-files.js';
import { type ListedImage, listImages } from './list-images.js';
import { addOutputOptions, type OutputOptions, outputFormat, withOutputFile } from './output-options.js';
import { OverlayFiles } from './overlay-files.js';
import { type AnsweredImage, writeAnswers } from './write-answers.js';

interface Options extends BareFileOptions, ServerOption, OutputOptions {
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly precision: Precision;
  readonly explain?: ExplanationMethod;
  readonly out?: string;
  readonly dicomOut?: string;
}

const HELP = `
A folder is all the images in it and in its folders, by their endings; - is one image on standard input. On a terminal each image
gets a line, and a lone one all that is known of it. With --output the answers stand in the order in which they come.

Examples:
  slc classify lesion.jpg
  slc classify photographs
  slc classify - < lesion.jpg
  slc classify --json photographs > answers.jsonl
  slc classify --server worker.example:50051 --output answers.jsonl --resume photographs
  slc classify --output share-2.csv --shard 2/8 photographs
  slc classify --model my-model/manifest.json --format csv *.jpg > answers.csv
  slc classify --model my-model.keras --labels ham10000-28x28 --scaling unit lesion.jpg
  slc classify --explain grad-cam --out maps *.jpg
  slc classify --explain grad-cam --dicom-out reports *.dcm`;

export function addClassify(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const command = program
    .command('classify')
    .description(`classify images: ${listImageFormats()}`)
    .argument('<file...>', 'image files, folders of them, or - for one image on standard input')
    .option(
      '--model <model>',
      `${MODEL_HELP}; if not given: the setting MODEL, else efficientnetv2s-ham10000 if it is on this machine, else compact-lite0`,
    );
  addOutputOptions(
    addBareFileOptions(command)
      .addOption(serverOption())
      .addOption(engineOption())
      .addOption(precisionOption()),
  )
    .addOption(
      new Option('--explain <method>', 'also show where in the picture the answer comes from').choices(
        EXPLANATION_METHODS,
      ),
    )
    .option('--out <folder>', 'with --explain: write each picture with its map over it there, as a PNG')
    .option(
      '--dicom-out <folder>',
      'write a DICOM report on each DICOM image there, with --explain also its heat map',
    )
    .addHelpText('after', HELP)
    .action(async (names: string[], options: Options, command: Command) => {
      refuseOwnModel(command);
      const listed = await listImages(names, terminal, options.shard);
      await withOutputFile({ images: listed, options }, terminal, async (file) => {
        const images = file ? (await apartFromSettled(listed, file, { ...options, terminal })).left : listed;
        if (images.length < listed.length && images.length === 0) return;
        const failed = await openAndClassify(images, { ...options, file }, terminal);
        if (failed > 0) setExitCode(EXIT.failed);
        // On a screen the answers themselves show it.
        if (failed > 0 && file)
          terminal.complain(
            `slc: no answer for ${failed} of ${images.length} images: ${options.output} says why\n`,
          );
      });
    });
}

/** @returns how many images have no answer */
async function openAndClassify(
  images: readonly ListedImage[],
  options: Options & Pick<ClassifyAllOptions, 'file'>,
  terminal: Terminal,
): Promise<number> {
  const overlays = await overlayFiles(images, options, terminal);
  const reports = await dicomFiles(images, options, terminal);
  const open = await sourceOf(options, images.length, terminal);
  return await interruptible(terminal, async (signal) => {
    const source = await open(signal);
    try {
      const failed = await classifyAll(images, { ...options, source, signal, overlays, reports }, terminal);
      if (reports && reports.notDicom > 0) {
        const counts = `${reports.notDicom} of ${images.length} images`;
        terminal.complain(`slc: --dicom-out: no report on ${counts}, which are not DICOM files\n`);
      }
      return failed;
    } finally {
      await source.close();
    }
  });
}

async function sourceOf(
  { server, model: name, engine, precision, ...said }: Options,
  images: number,
  terminal: Terminal,
): Promise<(signal: AbortSignal) => Promise<AnswerSource>> {
  if (server) return (signal) => openWorkers(server, signal, terminal);
  const model =
    name === undefined ? await obtainDefaultModel(terminal, said) : await obtainModel(name, terminal, said);
  return async (signal) => {
    const opened = await openForImages(model, { engine, precision, signal, images }, terminal);
    warnOfModel(opened.classifier, name ?? defaultModelName(terminal), terminal);
    return openedSource(opened);
  };
}

/** @returns null where no pictures with maps are wanted */
async function overlayFiles(
  images: readonly ListedImage[],
  { explain: method, out }: Options,
  terminal: Terminal,
): Promise<OverlayFiles | null> {
  if (out === undefined) return null;
  if (method === undefined)
    throw new SlcError('invalid_request', '--out: expected --explain beside it, got none');
  return await OverlayFiles.create(images, { folder: resolve(terminal.directory, out), method });
}

/** @returns null where no DICOM reports are wanted */
async function dicomFiles(
  images: readonly ListedImage[],
  { dicomOut }: Options,
  terminal: Terminal,
): Promise<DicomFiles | null> {
  return dicomOut === undefined
    ? null
    : await DicomFiles.create(images, resolve(terminal.directory, dicomOut));
}

interface ClassifyAllOptions extends Options {
  readonly source: AnswerSource;
  readonly signal: AbortSignal;
  readonly overlays: OverlayFiles | null;
  readonly reports: DicomFiles | null;
  /** Null where answers go to standard output. */
  readonly file: AnswerFile | null;
}

/**
 * @returns how many images have no answer
 * @throws SlcError `cancelled` saying how far it came
 */
async function classifyAll(
  images: readonly ListedImage[],
  options: ClassifyAllOptions,
  terminal: Terminal,
): Promise<number> {
  const { source, signal, file } = options;
  const progress = new ImageProgress('classify', images.length, terminal);
  const writer = createAnswerWriter(outputFormat(options), {
    labels: source.manifest.labels,
    files: images.map((image) => image.file),
    screen: file ? undefined : terminal.screen,
  });
  await file?.begin(images, { head: writer.head, model: source.model });
  try {
    return await writeAnswers(answers(images, options), {
      writer: file ? { ...writer, head: '' } : writer,
      write: file ? (text) => file.write(text) : terminal.write,
      progress: images.length > 1 ? progress : null,
    });
  } catch (error) {
    throw signal.aborted ? stopped(progress, error) : error;
  }
}

async function* answers(
  images: readonly ListedImage[],
  { source, signal, explain, overlays, reports, file }: ClassifyAllOptions,
): AsyncGenerator<AnsweredImage> {
  const wanted = { explain, asTheyCome: file !== null, ...(overlays && { pictures: ['blended' as const] }) };
  for await (const { image, ...answered } of source.answers(
    reports ? images.map(readAgain) : images,
    wanted,
  )) {
    const drawn = overlays ? await overlays.write({ image, ...answered }) : answered.answer;
    const outcome = reports
      ? await reports.write({ image, answer: drawn }, { manifest: source.manifest, signal })
      : drawn;
    yield { file: image.file, outcome };
  }
}

/** Standard input gives its image once, and a report is made of it after the answer. */
function readAgain({ read, ...image }: ListedImage): ListedImage {
  if (!read) return image;
  let once: Promise<Uint8Array> | undefined;
  return { ...image, read: (signal) => (once ??= read(signal)) };
}
