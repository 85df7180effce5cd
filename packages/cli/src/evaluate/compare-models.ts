import type { ModelRef } from '@slc/domain';
import {
  type CompareOptions,
  type ComparisonFigures,
  type DifferingAnswer,
  type LabelledAnswers,
  selectImages,
} from '@slc/evaluation';
import type { FailedImage } from '../answering/collect-images.js';
import type { BareFileOptions } from '../bare-file-options.js';
import type { AnsweredImages } from './answer-labelled-images.js';

/** The second of two models, and both on the images that both answered. */
export interface Comparison extends Omit<ComparisonFigures, 'differing'> {
  readonly model: ModelRef;
  readonly engine: string;
  /** This model was calibrated on this very table. */
  readonly seenInCalibration: boolean;
  /** Images that this model gives no answer for. */
  readonly failed: readonly FailedImage[];
  readonly differing: readonly (Pick<FailedImage, 'file'> & Omit<DifferingAnswer, 'image'>)[];
}

/** A model by its name, with what is said of it where it is a bare file. */
export interface NamedChoice extends BareFileOptions {
  readonly model: string;
}

export interface PairedModels {
  readonly figures: ComparisonFigures;
  /** (n), of the images that both answered, as `DifferingAnswer.image` counts them. */
  readonly files: readonly string[];
}

/** What both models answered to the same images. */
export interface PairedAnswers extends Pick<PairedModels, 'files'> {
  readonly first: LabelledAnswers;
  readonly second: LabelledAnswers;
  readonly temperatures: CompareOptions['temperatures'];
}

/** @param second the same images, as `answerSameImages` gives them */
export function pairAnswers(first: AnsweredImages, second: AnsweredImages): PairedAnswers {
  const [a, b] = [answeredPaths(first), answeredPaths(second)];
  const files = first.images.filter(({ path }) => b.has(path)).map(({ file }) => file);
  return {
    files,
    first: selectImages(first.answers, (image) => b.has(first.images[image]?.path ?? '')),
    second: selectImages(second.answers, (image) => a.has(second.images[image]?.path ?? '')),
    temperatures: { first: temperatureOf(first), second: temperatureOf(second) },
  };
}

/** What `--json` writes. */
export function comparisonOf({ figures, files }: PairedModels, second: AnsweredImages): Comparison {
  const { model, engine, seenInCalibration, failed } = second;
  const { differing, ...paired } = figures;
  return {
    ...{ model, engine, seenInCalibration, failed },
    ...paired,
    differing: differing.map(({ image, ...answers }) => ({ file: files[image] ?? '', ...answers })),
  };
}

function answeredPaths({ images }: AnsweredImages): ReadonlySet<string> {
  return new Set(images.map(({ path }) => path));
}

function temperatureOf({ manifest }: AnsweredImages): number {
  return manifest.temperature.value;
}
