import { resolve } from 'node:path';
import type { EngineChoice } from '@slc/classifier';
import { type LesionClass, type Precision, SlcError, throwIfAborted } from '@slc/domain';
import { classOrder, type LabelledData, readLabelledData } from '@slc/evaluation';
import type { AnswerFile } from '../answer-file/answer-file.js';
import { type AnswerFileOptions, formatOf } from '../answer-file/answer-file-options.js';
import { withAnswerFile } from '../answer-file/with-answer-file.js';
import type { AnswerSource } from '../answering/answer-source.js';
import { type CollectedAnswers, collectAnswers } from '../answering/collect-answers.js';
import type { BareFileOptions } from '../bare-file-options.js';
import { digestOfTable, isSameTable } from '../digest-of-table.js';
import { interruptible } from '../interruptible.js';
import type { ServerOption } from '../server/server-option.js';
import type { Terminal } from '../terminal.js';
import { goOnWithFile } from './go-on-with-file.js';
import { PredictionFile } from './prediction-file.js';
import { shareOfData } from './share-of-data.js';

/** Which model answers which images. File names are relative to the terminal's directory. */
export interface LabelledImagesOptions extends BareFileOptions, ServerOption, AnswerFileOptions {
  /** What the command opens. Either this or `server` is given. */
  readonly model?: string;
  readonly data: string;
  readonly images?: string;
  readonly groupBy?: string;
  readonly engine: EngineChoice;
  readonly precision: Precision;
  /** Where a CSV with each answer is written. */
  readonly predictions?: string;
  /** For progress; `evaluate` unless given. */
  readonly name?: string;
}

export interface AnsweredImages
  extends Omit<CollectedAnswers, 'engines'>,
    Pick<AnswerSource, 'manifest' | 'model' | 'engine'> {
  /** What was to be answered. */
  readonly data: LabelledData;
  /** The model was calibrated on this very table, so that figures of its honesty look better than they are. */
  readonly seenInCalibration: boolean;
}

/**
 * Opens the model as a worker with the same settings would, or finds the workers; reads what the images show, and classifies each of them. Ctrl-C
 * ends it.
 *
 * @throws SlcError `cancelled` after Ctrl-C; as `obtainModel`, `openForImages`, `openWorkers`, `readLabelledData` and `collectAnswers`
 */
export async function answerLabelledImages(
  options: LabelledImagesOptions,
  terminal: Terminal,
): Promise<AnsweredImages> {
  const path = (name: string) => resolve(terminal.directory, name);
  const readData = (classes: readonly LesionClass[]) =>
    readLabelledData(path(options.data), {
      classes,
      imagesFolder: options.images && path(options.images),
      groupBy: options.groupBy,
    });
  return await answerWith({ ...options, readData }, terminal);
}

/**
 * Has another model of the same classes answer the same images, with the classes that these were read to show.
 *
 * @throws SlcError as `answerLabelledImages`, and `classOrder`
 */
export async function answerSameImages(
  { data, manifest }: AnsweredImages,
  options: Pick<LabelledImagesOptions, 'engine' | 'precision' | 'name' | keyof BareFileOptions> & {
    readonly model: string;
  },
  terminal: Terminal,
): Promise<AnsweredImages> {
  const readData = async (classes: readonly LesionClass[]): Promise<LabelledData> => {
    const order = classOrder(manifest.labels, classes);
    // Safe: labels are indices of the first model's classes.
    const images = data.images.map((image) => ({ ...image, label: order[image.label] as number }));
    return { ...data, images };
  };
  return await answerWith({ ...options, readData }, terminal);
}

interface AnsweringOptions extends Omit<LabelledImagesOptions, 'data' | 'images' | 'groupBy'> {
  /** What the images show, by the classes of the model. */
  readData(classes: readonly LesionClass[]): Promise<LabelledData>;
}

async function answerWith(options: AnsweringOptions, terminal: Terminal): Promise<AnsweredImages> {
  const { output, resume } = options;
  if (output === undefined) return await openAndAnswer(options, null, terminal);
  const place = { output, format: formatOf(output), resume, taken: [] };
  return await withAnswerFile(place, terminal, (file) => openAndAnswer(options, file, terminal));
}

async function openAndAnswer(
  options: AnsweringOptions,
  file: AnswerFile | null,
  terminal: Terminal,
): Promise<AnsweredImages> {
  const open = await sourceOf(options, terminal);
  return await interruptible(terminal, async (signal) => {
    const source = await open(signal);
    const answered = await answerAll(options, { source, signal, file }, terminal).finally(() =>
      source.close(),
    );
    // Ctrl-C while engines end is a request to end, too: figures would follow.
    throwIfAborted(signal);
    return answered;
  });
}

async function sourceOf(
  options: AnsweringOptions,
  terminal: Terminal,
): Promise<(signal: AbortSignal) => Promise<AnswerSource>> {
  const { server, model } = options;
  if (server) {
    const { openWorkers } = await import('../server/open-workers.js');
    return (signal) => openWorkers(server, signal, terminal);
  }
  if (model === undefined) {
    throw new SlcError('invalid_request', 'expected --model, or --server with the addresses of workers');
  }
  const { ownModelSource } = await import('../answering/own-model-source.js');
  return await ownModelSource(options, terminal);
}

interface Answering {
  readonly source: AnswerSource;
  readonly signal: AbortSignal;
  /** Null without `--output`. */
  readonly file: AnswerFile | null;
}

async function answerAll(
  options: AnsweringOptions,
  { source, signal, file }: Answering,
  terminal: Terminal,
): Promise<AnsweredImages> {
  const { manifest, model, engine } = source;
  const data = shareOfData(await options.readData(manifest.labels), options.shard);
  const sha256 = await digestOfTable(data, signal);
  const seenInCalibration = isSameTable(manifest, { sha256 });
  if (seenInCalibration) {
    const message = `${manifest.id} was calibrated on this table: its probabilities, prediction sets and outlier scores look better here than on other images`;
    terminal.complain(`slc: ${message}\n`);
  }
  const predictions = options.predictions
    ? await PredictionFile.create(resolve(terminal.directory, options.predictions), manifest.labels)
    : null;
  const { name = 'evaluate' } = options;
  try {
    const { engines, ...collected } = await collectAnswers({
      ...(file ? await goOnWithFile(file, { images: data.images, source, options }, terminal) : { source }),
      ...{ signal, name, data, terminal },
      ...(predictions && { onOutcome: (outcome) => predictions.add(outcome) }),
    });
    await predictions?.complete();
    // A table of answers does not name the engine, which is then taken to be this one.
    const answeredBy = engines.join(', ') || engine;
    return { ...collected, data, seenInCalibration, manifest, model, engine: answeredBy };
  } finally {
    await predictions?.discard();
  }
}
