import { readFileSync } from 'node:fs';
import {
  type LesionClass,
  type Locale,
  type ModelManifest,
  parseManifest,
  unknownClass,
  VERDICTS,
} from '@slc/domain';
import type { LabelledAnswers } from '../src/answers.js';
import { compare } from '../src/figures/compare.js';
import { evaluate } from '../src/figures/evaluate.js';
import { calibrateModel } from '../src/fits/calibrate-model.js';
import { Random } from '../src/random.js';
import type { ReportInput, ReportModel } from '../src/report/report-input.js';
import { worstMistakes } from '../src/report/worst-mistakes.js';

const COMPACT = new URL('../../models/compact-lite0/manifest.json', import.meta.url);

/** The compact model's manifest with classes of its own, and nothing else that depends on their number. */
export function manifestOf(labels: readonly LesionClass[] | null): ModelManifest {
  const json = JSON.parse(readFileSync(COMPACT, 'utf8'));
  if (labels === null) return parseManifest(json);
  const { predictionSet, outliers, calibratedOn, precisions, ...rest } = json;
  const own = { training: null, evaluations: [], translations: {}, goldenLogits: [] };
  return { ...parseManifest({ ...rest, ...own, labels: ['MEL', 'NV'] }), labels };
}

/** Classes whose malignancy is not known. */
export function unknownClasses(count: number): LesionClass[] {
  return Array.from({ length: count }, (_, index) => unknownClass(index));
}

/** Answers that are right more often than not; each label is dealt in turn unless given. */
export function drawnAnswers(
  classes: readonly LesionClass[],
  images: number,
  labelOf: (image: number) => number = (image) => image % classes.length,
): LabelledAnswers {
  const random = Random.seeded(3);
  const labels = Int32Array.from({ length: images }, (_, image) => labelOf(image));
  const logits = Float64Array.from({ length: images * classes.length }, (_, at) => {
    const isTrue = at % classes.length === labels[Math.floor(at / classes.length)];
    return random.below(1_000) / 250 + (isTrue ? 2 : 0);
  });
  return { classes, labels, logits, groups: labels.map((_, image) => image) };
}

export interface InputParts {
  readonly language?: Locale;
  readonly manifest?: ModelManifest;
  readonly file?: (image: number) => string;
  /** A JPEG as a `data:` address. */
  readonly thumbnail?: string;
  /** That the model came with, of a calibration. */
  readonly temperature?: number;
  /** That a calibration asks for. */
  readonly coverage?: number;
}

const OPTIONS = { temperature: 1.5, draws: 20 };

/** A report's input with real figures of these answers. */
export function reportInput(answers: LabelledAnswers, parts: InputParts = {}): ReportInput {
  const { language = 'en', manifest = manifestOf(answers.classes), thumbnail } = parts;
  const { file = (image: number) => `image-${image}.jpg` } = parts;
  return {
    language,
    model: modelOf(manifest),
    data: { source: 'labels.csv', failed: [], leftOut: [] },
    figures: evaluate(answers, OPTIONS),
    mistakes: worstMistakes(answers, { temperature: OPTIONS.temperature, most: 8 }).map(
      ({ image, ...mistake }) => ({ ...mistake, file: file(image), thumbnail }),
    ),
    run: {
      at: new Date('2026-11-30T09:05:00Z'),
      command: 'slc evaluate --model compact-lite0 --data labels.csv --report report.html',
      versions: [{ name: 'Node.js', version: '20.19.0' }],
    },
  };
}

/** The same with a calibration and a second model: every section that there is. */
export function fullInput(answers: LabelledAnswers, parts: InputParts = {}): ReportInput {
  const input = reportInput(answers, parts);
  const { temperature = 1, coverage = 0.9 } = parts;
  const fits = calibrateModel(answers, { temperature, coverage });
  const { members, folds, temperatures } = fits.heldOut;
  const figures = evaluate(answers, {
    temperature: fits.fitted.temperature,
    imageTemperatures: Array.from(folds, (fold) => temperatures[fold] ?? 1),
    predictionSets: { coverage, members },
    verdicts: Array.from(answers.labels, (_, i) => VERDICTS[i % 3] ?? 'clear'),
    outliers: { undecided: 9, unusable: 2 },
    draws: 20,
  });
  const second = { ...answers, logits: answers.logits.map((logit, i) => logit + Math.sin(i) / 2) };
  const { file = (image: number) => `image-${image}.jpg` } = parts;
  return {
    ...input,
    figures,
    data: {
      source: 'labels.csv',
      failed: [{ file: file(0), message: 'labels.csv, line 7: its image is not found' }],
      leftOut: [{ file: file(1), reason: 'duplicate', message: 'line 9 repeats line 2' }],
    },
    calibration: { fits, before: evaluate(answers, { temperature, draws: 20 }) },
    comparison: {
      figures: compare(answers, second, { temperatures: { first: 1.5, second: 1 }, draws: 20 }),
      second: modelOf(input.model.manifest),
      files: Array.from(answers.labels, (_, image) => file(image)),
      secondFailed: [],
    },
  };
}

function modelOf(manifest: ModelManifest): ReportModel {
  return { manifest, sha256: 'a'.repeat(64), engine: 'onnx', precision: 'float32', seenInCalibration: false };
}
