import { resolve } from 'node:path';
import type { Classifier, EngineChoice } from '@slc/classifier';
import {
  assertCalibratable,
  type LabelledData,
  numberGroups,
  type ObservedImages,
  readLabelledData,
} from '@slc/evaluation';
import type { ResolvedModel } from '@slc/models';
import { openedSource } from '../answering/answer-source.js';
import { type CollectedAnswers, collectAnswers } from '../answering/collect-answers.js';
import { openForImages } from '../answering/open-for-images.js';
import type { BareFileOptions } from '../bare-file-options.js';
import { digestOfTable } from '../digest-of-table.js';
import { warnOfGuesses } from '../guesses-text.js';
import type { Terminal } from '../terminal.js';
import { type EmbeddedImages, embedImages } from './embed-images.js';
import { ObservedAnswers } from './observed-answers.js';

/** File names are relative to the terminal's directory. */
export interface AnswerForCalibrationOptions extends BareFileOptions {
  readonly model: string;
  readonly data: string;
  readonly images?: string;
  readonly groupBy?: string;
  /** Folder of pictures of the wrong sort. */
  readonly not?: string;
  /** Share of images whose prediction set should hold the true class. */
  readonly coverage: number;
  readonly engine: EngineChoice;
}

export type AnsweredForCalibration = CollectedAnswers &
  Pick<Classifier, 'manifest' | 'model' | 'engine'> & {
    /** What speaks for and against the answers but for the model's limits. */
    readonly observed: ObservedImages;
    /** Null where none were given, or the network has no embedding of them. */
    readonly not: EmbeddedImages | null;
    /** Path of the table, or of the folder with one folder a class. */
    readonly source: string;
    /** Hex digest of the table of labels; null where folders name the classes. */
    readonly tableSha256: string | null;
  };

/**
 * Opens the model, and classifies the labelled images and the pictures of the wrong sort. Each image is a batch of its own:
 * its numbers must not depend on which images it happened to be with, or a repeated calibration would differ.
 *
 * @throws SlcError as `openForImages`, `readLabelledData`, `assertCalibratable`, `collectAnswers` and `embedImages`
 */
export async function answerForCalibration(
  model: ResolvedModel,
  options: AnswerForCalibrationOptions & { readonly signal: AbortSignal },
  terminal: Terminal,
): Promise<AnsweredForCalibration> {
  const { engine, signal, coverage, not } = options;
  const views = model.kind === 'manifest' ? model.manifest.preprocessing.views : 1;
  const opening = { engine, precision: 'float32', signal, batchMaxSize: views } as const;
  const opened = await openForImages(withoutOutliers(model), opening, terminal);
  const { classifier } = opened;
  const path = (name: string) => resolve(terminal.directory, name);
  try {
    const { manifest } = classifier;
    warnOfGuesses(manifest, options.model, terminal);
    const data = await readLabelledData(path(options.data), {
      classes: manifest.labels,
      imagesFolder: options.images && path(options.images),
      groupBy: options.groupBy,
    });
    assertCalibratable({ classes: manifest.labels, ...labelsOf(data) }, { coverage });
    const withEmbedding = classifier.hasEmbedding;
    const source = openedSource({ ...opened, withEmbedding, endAtOutage: true });
    const answering = { source, signal, terminal };
    const wrongSort =
      withEmbedding && not !== undefined ? await embedImages({ ...answering, folder: path(not) }) : null;
    const observed = new ObservedAnswers();
    const collected = await collectAnswers({
      ...{ ...answering, source: observed.of(source), withEmbedding },
      ...{ name: 'calibrate', data },
    });
    const { model: ref, engine: name } = classifier;
    const tableSha256 = await digestOfTable(data, signal);
    const answered = { ...collected, observed, manifest, model: ref, engine: name, not: wrongSort };
    return { ...answered, source: data.source, tableSha256 };
  } finally {
    await classifier.close();
  }
}

/** A detector that is fitted anew need not be there, nor be whole. */
function withoutOutliers(model: ResolvedModel): ResolvedModel {
  if (model.kind !== 'manifest') return model;
  const { outliers: _, ...manifest } = model.manifest;
  return { ...model, manifest };
}

function labelsOf({ images }: LabelledData) {
  return { labels: Int32Array.from(images, ({ label }) => label), groups: numberGroups(images) };
}
