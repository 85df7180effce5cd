import { resolve } from 'node:path';
import type { Classifier, EngineChoice } from '@slc/classifier';
import { readLabelledData } from '@slc/evaluation';
import { interruptible } from '../interruptible.js';
import { obtainModel } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import { type CollectedAnswers, collectAnswers } from './collect-answers.js';
import { type OpenedForImages, openForImages } from './open-for-images.js';
import { PredictionFile } from './prediction-file.js';

/** Which model answers which images. File names are relative to the terminal's directory. */
export interface LabelledImagesOptions {
  readonly model: string;
  readonly data: string;
  readonly images?: string;
  readonly groupBy?: string;
  readonly engine: EngineChoice;
  /** Where a CSV with each answer is written. */
  readonly predictions?: string;
}

export type AnsweredImages = CollectedAnswers & Pick<Classifier, 'manifest' | 'model' | 'engine'>;

/**
 * Opens the model as a worker with the same settings would, reads what the images show, and classifies each of them. Ctrl-C
 * ends it.
 *
 * @throws SlcError `cancelled` after Ctrl-C; as `obtainModel`, `openForImages`, `readLabelledData` and `collectAnswers`
 */
export async function answerLabelledImages(
  options: LabelledImagesOptions,
  terminal: Terminal,
): Promise<AnsweredImages> {
  const model = await obtainModel(options.model, terminal);
  return await interruptible(terminal, async (signal) => {
    const opened = await openForImages(model, { engine: options.engine, signal }, terminal);
    try {
      return await answerAll(options, opened, terminal);
    } finally {
      await opened.classifier.close();
    }
  });
}

async function answerAll(
  options: LabelledImagesOptions,
  opened: OpenedForImages,
  terminal: Terminal,
): Promise<AnsweredImages> {
  const { manifest, model, engine } = opened.classifier;
  const path = (name: string) => resolve(terminal.directory, name);
  const data = await readLabelledData(path(options.data), {
    classes: manifest.labels,
    imagesFolder: options.images && path(options.images),
    groupBy: options.groupBy,
  });
  const predictions = options.predictions
    ? await PredictionFile.create(path(options.predictions), manifest.labels)
    : null;
  try {
    const collected = await collectAnswers({ ...opened, name: 'evaluate', data, predictions, terminal });
    await predictions?.complete();
    return { ...collected, manifest, model, engine };
  } finally {
    await predictions?.discard();
  }
}
