import { resolve } from 'node:path';
import type { EngineChoice, ResolvedModel } from '@slc/classifier';
import { EXPLANATION_METHODS, type ExplanationMethod, listImageFormats, SlcError } from '@slc/domain';
import { type Command, Option } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { answerImages } from '../evaluate/answer-images.js';
import { ImageProgress, stopped } from '../evaluate/image-progress.js';
import { type OpenedForImages, openForImages } from '../evaluate/open-for-images.js';
import { warnOfGuesses } from '../guesses-text.js';
import { interruptible } from '../interruptible.js';
import { MODEL_HELP } from '../model-option.js';
import { defaultModelName, obtainDefaultModel, obtainModel } from '../obtain-model.js';
import { EXIT, type Terminal } from '../terminal.js';
import { createAnswerWriter, FORMATS, type Format } from './answer-writers.js';
import { type ListedImage, listImages } from './list-images.js';
import { OverlayFiles } from './overlay-files.js';
import { type AnsweredImage, writeAnswers } from './write-answers.js';

interface Options extends BareFileOptions {
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly json?: boolean;
  readonly format: Format;
  readonly explain?: ExplanationMethod;
  readonly out?: string;
}

const HELP = `
A folder is all the images in it and in its folders, by their endings; - is one image on standard input. On a terminal each image
gets a line, and a lone one all that is known of it.

Examples:
  slc classify lesion.jpg
  slc classify photographs
  slc classify - < lesion.jpg
  slc classify --json photographs > answers.jsonl
  slc classify --model my-model/manifest.json --format csv *.jpg > answers.csv
  slc classify --model my-model.keras --labels ham10000-28x28 --scaling unit lesion.jpg
  slc classify --explain grad-cam --out maps *.jpg`;

export function addClassify(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const command = program
    .command('classify')
    .description(`classify images: ${listImageFormats()}`)
    .argument('<file...>', 'image files, folders of them, or - for one image on standard input')
    .option(
      '--model <model>',
      `${MODEL_HELP}; if not given: the setting MODEL, else efficientnetv2s-ham10000 if it is on this machine, else compact-lite0`,
    );
  addBareFileOptions(command)
    .addOption(engineOption())
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
    .action(async (names: string[], options: Options) => {
      const images = await listImages(names, terminal);
      const overlays = await overlayFiles(images, options, terminal);
      const model = await obtain(options, terminal);
      await interruptible(terminal, async (signal) => {
        const few = { engine: options.engine, signal, images: images.length };
        const opened = await openForImages(model, few, terminal);
        try {
          warnOfGuesses(opened.classifier.manifest, options.model ?? defaultModelName(terminal), terminal);
          const failed = await classifyAll(images, { ...options, opened, overlays }, terminal);
          if (failed > 0) setExitCode(EXIT.failed);
        } finally {
          await opened.classifier.close();
        }
      });
    });
}

async function obtain({ model, ...said }: Options, terminal: Terminal): Promise<ResolvedModel> {
  return model === undefined
    ? await obtainDefaultModel(terminal, said)
    : await obtainModel(model, terminal, said);
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

interface ClassifyAllOptions extends Options {
  readonly opened: OpenedForImages;
  readonly overlays: OverlayFiles | null;
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
  const { opened } = options;
  const progress = new ImageProgress('classify', images.length, terminal);
  const writer = createAnswerWriter(options.json ? 'json' : options.format, {
    labels: opened.classifier.manifest.labels,
    files: images.map(({ file }) => file),
    screen: terminal.screen,
  });
  try {
    return await writeAnswers(answers(images, options), {
      writer,
      write: terminal.write,
      progress: images.length > 1 ? progress : null,
    });
  } catch (error) {
    throw opened.signal.aborted ? stopped(progress, error) : error;
  }
}

async function* answers(
  images: readonly ListedImage[],
  { opened, explain, overlays }: ClassifyAllOptions,
): AsyncGenerator<AnsweredImage> {
  const { classifier, ...limits } = opened;
  const wanted = { ...limits, explain, ...(overlays && { pictures: ['blended' as const] }) };
  for await (const outcome of answerImages(classifier, images, wanted)) {
    const { file } = outcome.image;
    yield { file, outcome: overlays ? await overlays.write(outcome) : outcome.answer };
  }
}
