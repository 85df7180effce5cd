import { resolve } from 'node:path';
import { SlcError } from '@slc/domain';
import type { AnswerFile } from '../answer-file/answer-file.js';
import { apartFromSettled } from '../answer-file/with-answer-file.js';
import type { AnswerSource } from '../answering/answer-source.js';
import { ImageProgress, stopped } from '../answering/image-progress.js';
import { interruptible } from '../interruptible.js';
import type { Terminal } from '../terminal.js';
import { createAnswerWriter } from './answer-writers.js';
import type { ClassifyOptions } from './classify.js';
import type { DicomFiles } from './dicom-files.js';
import { type ListedImage, listImages } from './list-images.js';
import { outputFormat } from './output-options.js';
import type { OverlayFiles } from './overlay-files.js';
import { withOutputFile } from './with-output-file.js';
import { type AnsweredImage, writeAnswers } from './write-answers.js';

/**
 * What the command does. What only one way of answering needs, workers' or a model's of its own, is loaded with that.
 *
 * @returns how many images have no answer
 */
export async function classifyImages(
  names: readonly string[],
  options: ClassifyOptions,
  terminal: Terminal,
): Promise<number> {
  const listed = await listImages(names, terminal, options.shard);
  return await withOutputFile({ images: listed, options }, terminal, async (file) => {
    const images = file ? (await apartFromSettled(listed, file, { ...options, terminal })).left : listed;
    if (images.length < listed.length && images.length === 0) return 0;
    const failed = await openAndClassify(images, { ...options, file }, terminal);
    // On a screen the answers themselves show it.
    if (failed > 0 && file)
      terminal.complain(
        `slc: no answer for ${failed} of ${images.length} images: ${options.output} says why\n`,
      );
    return failed;
  });
}

/** @returns how many images have no answer */
async function openAndClassify(
  images: readonly ListedImage[],
  options: ClassifyOptions & Pick<ClassifyAllOptions, 'file'>,
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

/** @returns what opens it */
async function sourceOf(
  options: ClassifyOptions,
  images: number,
  terminal: Terminal,
): Promise<(signal: AbortSignal) => Promise<AnswerSource>> {
  const { server } = options;
  if (server) {
    const { openWorkers } = await import('../server/open-workers.js');
    return (signal) => openWorkers(server, signal, terminal);
  }
  const { ownModelSource } = await import('../answering/own-model-source.js');
  return await ownModelSource(options, terminal, images);
}

/** @returns null where no pictures with maps are wanted */
async function overlayFiles(
  images: readonly ListedImage[],
  { explain: method, out }: ClassifyOptions,
  terminal: Terminal,
): Promise<OverlayFiles | null> {
  if (out === undefined) return null;
  if (method === undefined)
    throw new SlcError('invalid_request', '--out: expected --explain beside it, got none');
  const { OverlayFiles } = await import('./overlay-files.js');
  return await OverlayFiles.create(images, { folder: resolve(terminal.directory, out), method });
}

/** @returns null where no DICOM reports are wanted */
async function dicomFiles(
  images: readonly ListedImage[],
  { dicomOut }: ClassifyOptions,
  terminal: Terminal,
): Promise<DicomFiles | null> {
  if (dicomOut === undefined) return null;
  const { DicomFiles } = await import('./dicom-files.js');
  return await DicomFiles.create(images, resolve(terminal.directory, dicomOut));
}

interface ClassifyAllOptions extends ClassifyOptions {
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
  const writer = await createAnswerWriter(outputFormat(options), {
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
