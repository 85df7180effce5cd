import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import {
  type Classifier,
  createResources,
  type EngineChoice,
  mostAdmitted,
  openClassifier,
} from '@slc/classifier';
import { readLabelledData } from '@slc/evaluation';
import { obtainModel } from '../obtain-model.js';
import { OWN_IMAGE_LIMITS, OWN_IMAGE_RESOURCES } from '../own-images.js';
import type { Terminal } from '../terminal.js';
import { workerSettings } from '../worker-settings.js';
import { type CollectedAnswers, collectAnswers } from './collect-answers.js';
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
 * @throws SlcError `cancelled` after Ctrl-C; as `obtainModel`, `openClassifier`, `readLabelledData` and `collectAnswers`
 */
export async function answerLabelledImages(
  options: LabelledImagesOptions,
  terminal: Terminal,
): Promise<AnsweredImages> {
  const model = await obtainModel(options.model, terminal);
  const settings = workerSettings({ ...(terminal.env ?? process.env), ENGINE: options.engine });
  const resources = createResources({ ...settings.resources, ...OWN_IMAGE_RESOURCES });
  const { queueLimit, engineProcesses, batchMaxSize } = settings.classifier;
  // What the queue takes, and one that is being read for each core.
  const mostUnderWay = mostAdmitted(queueLimit, engineProcesses * batchMaxSize) + resources.cores;
  const interrupt = new AbortController();
  const { signal } = interrupt;
  // Each image that is under way listens to it.
  setMaxListeners(0, signal);
  const stopListening = terminal.onInterrupt?.(() => interrupt.abort());
  try {
    const classifier = await openClassifier(model, {
      ...settings.classifier,
      ...OWN_IMAGE_LIMITS,
      resources,
      signal,
      events: {
        engineGivenUp: (name, { message }) => terminal.complain(`slc: ${name} was given up: ${message}\n`),
      },
    });
    try {
      return await answerAll(options, { classifier, mostUnderWay, signal, terminal });
    } finally {
      await classifier.close();
    }
  } finally {
    stopListening?.();
  }
}

interface Run {
  readonly classifier: Classifier;
  readonly mostUnderWay: number;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
}

async function answerAll(options: LabelledImagesOptions, run: Run): Promise<AnsweredImages> {
  const { manifest, model, engine } = run.classifier;
  const path = (name: string) => resolve(run.terminal.directory, name);
  const data = await readLabelledData(path(options.data), {
    classes: manifest.labels,
    imagesFolder: options.images && path(options.images),
    groupBy: options.groupBy,
  });
  const predictions = options.predictions
    ? await PredictionFile.create(path(options.predictions), manifest.labels)
    : null;
  try {
    const collected = await collectAnswers({ ...run, data, predictions });
    await predictions?.complete();
    return { ...collected, manifest, model, engine };
  } finally {
    await predictions?.discard();
  }
}
