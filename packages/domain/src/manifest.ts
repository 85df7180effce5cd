import type { LesionClassId } from './lesion-classes.js';

/**
 * Everything that is known about a model, written once. Code, pages and answers read it from here.
 * A figure that is not known is `null`, never a guess.
 */
export interface ModelManifest {
  /** Lower-case name by which settings and commands refer to the model. */
  readonly id: string;
  readonly name: string;
  /** What it is and for whom, in one or two sentences. */
  readonly summary: string;
  /** True for a model that is there in place of a better one: it is labelled so wherever it answers. */
  readonly standIn: boolean;
  readonly source: ModelSource;
  readonly architecture: {
    readonly name: string;
    readonly parameters: number | null;
  };
  readonly input: { readonly height: number; readonly width: number };
  readonly preprocessing: Preprocessing;
  /** Classes in the order of the network's outputs. */
  readonly labels: readonly LesionClassId[];
  readonly temperature: {
    /** T in softmax(logits / T). */
    readonly value: number;
    readonly fittedOn: string | null;
  };
  readonly training: {
    readonly dataset: string;
    readonly images: number | null;
    /** Images of each class in the whole data set, in label order; null where not known. */
    readonly classCounts: readonly number[] | null;
    /** Whether images of one lesion may stand on both sides of the split (`image`) or not (`lesion`). */
    readonly splitBy: 'lesion' | 'image' | null;
    readonly procedure: string;
  } | null;
  /** The main test set first. */
  readonly evaluations: readonly Evaluation[];
  readonly licence: {
    /** SPDX identifier. */
    readonly spdx: string;
    readonly nonCommercial: boolean;
    readonly attribution: string;
  };
  /** What a reader of a result must know of this model's limits, one sentence each. */
  readonly caveats: readonly string[];
  /** The same texts in other languages, by language tag (BCP 47). What is missing here stands in English. */
  readonly translations: Readonly<Record<string, ManifestTranslation>>;
  /** Logits of the original framework on inputs that code can draw. A model is served only if it repeats them. */
  readonly goldenLogits: readonly GoldenLogits[];
}

export interface ManifestTranslation {
  readonly name: string;
  readonly summary: string;
  readonly fittedOn: string | null;
  readonly trainingDataset: string | null;
  readonly procedure: string | null;
  /** One for each evaluation. */
  readonly evaluationDatasets: readonly string[];
  readonly attribution: string;
  /** One for each caveat. */
  readonly caveats: readonly string[];
}

/** Where the weights come from. */
export type ModelSource = LocalSource | HubSource;

interface WeightsFile {
  /** Version of the weights: a release, or a commit of where they come from. */
  readonly revision: string;
  readonly sizeBytes: number | null;
  /** Hex digest that the file must have. */
  readonly sha256: string | null;
}

/** A file beside the manifest, or a path of the user's. */
export interface LocalSource extends WeightsFile {
  readonly kind: 'bundled' | 'file';
  /** Relative to the manifest. */
  readonly file: string;
}

/** A file of a model repository on the Hugging Face Hub. */
export interface HubSource extends WeightsFile {
  readonly kind: 'hub';
  /** owner/name */
  readonly repo: string;
  /** Path inside the repository, with forward slashes. */
  readonly file: string;
  /** A commit, 40 hex digits: a branch would change under whoever serves it. */
  readonly revision: string;
}

/** From a decoded image to what the network takes. The two pixel steps run outside the network, the last inside. */
export interface Preprocessing {
  /** `centre-square`: side = min(w, h), offsets floored. */
  readonly crop: 'none' | 'centre-square';
  /**
   * `nearest`: source index = floor((i + 0.5) * scale), aspect not kept.
   * `bilinear-antialiased`: Pillow's BILINEAR on uint8.
   */
  readonly resize: 'nearest' | 'bilinear-antialiased';
  /** Network input = pixel (0..255) * scale + offset. */
  readonly scale: number;
  readonly offset: number;
}

/** Measured after temperature scaling, unless said otherwise. Fractions are 0..1. */
export interface Evaluation {
  readonly dataset: string;
  readonly images: number;
  readonly splitBy: 'lesion' | 'image' | null;
  readonly accuracy: number;
  /** 95 % interval. */
  readonly accuracy95: Interval | null;
  /** Mean recall over the classes. */
  readonly balancedAccuracy: number | null;
  readonly macroF1: number | null;
  /** Mean negative log-likelihood, in nats. */
  readonly nll: number | null;
  readonly nllBeforeTemperature: number | null;
  /** Expected calibration error over 15 bins of equal width. */
  readonly ece: number | null;
  readonly eceBeforeTemperature: number | null;
  /** Area under the ROC curve of the summed malignant and pre-malignant probabilities. */
  readonly malignantRocAuc: number | null;
  readonly perClass: readonly ClassEvaluation[];
  /** counts[true][predicted], both in the manifest's label order. */
  readonly confusionMatrix: readonly (readonly number[])[] | null;
  readonly reliability: readonly ReliabilityBin[];
}

export interface ClassEvaluation {
  readonly class: LesionClassId;
  readonly precision: number;
  readonly recall: number;
  /** 95 % Wilson score interval. */
  readonly recall95: Interval;
  readonly f1: number;
  /** Test images of this class. */
  readonly support: number;
  readonly rocAuc: number | null;
}

/** Of the answers whose top probability lies in from..to: how sure they were, and how often right. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface GoldenLogits {
  /**
   * A picture of the network's input size, drawn by code.
   * `gradient`: pixel (y, x) = (x, y, floor((x + y) / 2)).
   * `disc`: (110, 70, 60) within radius 58 of (95.5, 95.5) on (215, 170, 150), no antialiasing.
   */
  readonly input: 'gradient' | 'disc';
  readonly logits: readonly number[];
}
