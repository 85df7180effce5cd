// Original file: proto/classifier/v1/classifier.proto

import type { Long } from '@grpc/proto-loader';

export interface _classifier_v1_ModelManifest_Architecture {
  'name'?: (string);
  'parameters'?: (number | string | Long);
  '_parameters'?: "parameters";
}

export interface _classifier_v1_ModelManifest_Architecture__Output {
  'name': (string);
  'parameters'?: (number);
}

export interface _classifier_v1_ModelManifest_ClassEvaluation {
  'class'?: (string);
  'precision'?: (number | string);
  'recall'?: (number | string);
  'recall95'?: (_classifier_v1_ModelManifest_Interval | null);
  'f1'?: (number | string);
  /**
   * Test images of this class.
   */
  'support'?: (number);
  'roc_auc'?: (number | string);
  '_roc_auc'?: "roc_auc";
}

export interface _classifier_v1_ModelManifest_ClassEvaluation__Output {
  'class': (string);
  'precision': (number);
  'recall': (number);
  'recall95': (_classifier_v1_ModelManifest_Interval__Output | null);
  'f1': (number);
  /**
   * Test images of this class.
   */
  'support': (number);
  'roc_auc'?: (number);
}

export interface _classifier_v1_ModelManifest_ConfusionRow {
  /**
   * Images of the row's class, by predicted class.
   */
  'counts'?: (number)[];
}

export interface _classifier_v1_ModelManifest_ConfusionRow__Output {
  /**
   * Images of the row's class, by predicted class.
   */
  'counts': (number)[];
}

/**
 * Measured after temperature scaling, unless the name says otherwise.
 */
export interface _classifier_v1_ModelManifest_Evaluation {
  'dataset'?: (string);
  'images'?: (number);
  /**
   * lesion or image.
   */
  'split_by'?: (string);
  'accuracy'?: (number | string);
  'accuracy95'?: (_classifier_v1_ModelManifest_Interval | null);
  /**
   * Mean recall over the classes.
   */
  'balanced_accuracy'?: (number | string);
  'macro_f1'?: (number | string);
  /**
   * Mean negative log-likelihood, in nats.
   */
  'nll'?: (number | string);
  'nll_before_temperature'?: (number | string);
  /**
   * Expected calibration error over 15 bins of equal width.
   */
  'ece'?: (number | string);
  'ece_before_temperature'?: (number | string);
  /**
   * Area under the ROC curve of the summed malignant and pre-malignant probabilities.
   */
  'malignant_roc_auc'?: (number | string);
  'per_class'?: (_classifier_v1_ModelManifest_ClassEvaluation)[];
  /**
   * One row a true class, both ways in label order. Empty when not known.
   */
  'confusion_matrix'?: (_classifier_v1_ModelManifest_ConfusionRow)[];
  'reliability'?: (_classifier_v1_ModelManifest_ReliabilityBin)[];
  '_split_by'?: "split_by";
  '_balanced_accuracy'?: "balanced_accuracy";
  '_macro_f1'?: "macro_f1";
  '_nll'?: "nll";
  '_nll_before_temperature'?: "nll_before_temperature";
  '_ece'?: "ece";
  '_ece_before_temperature'?: "ece_before_temperature";
  '_malignant_roc_auc'?: "malignant_roc_auc";
}

/**
 * Measured after temperature scaling, unless the name says otherwise.
 */
export interface _classifier_v1_ModelManifest_Evaluation__Output {
  'dataset': (string);
  'images': (number);
  /**
   * lesion or image.
   */
  'split_by'?: (string);
  'accuracy': (number);
  'accuracy95': (_classifier_v1_ModelManifest_Interval__Output | null);
  /**
   * Mean recall over the classes.
   */
  'balanced_accuracy'?: (number);
  'macro_f1'?: (number);
  /**
   * Mean negative log-likelihood, in nats.
   */
  'nll'?: (number);
  'nll_before_temperature'?: (number);
  /**
   * Expected calibration error over 15 bins of equal width.
   */
  'ece'?: (number);
  'ece_before_temperature'?: (number);
  /**
   * Area under the ROC curve of the summed malignant and pre-malignant probabilities.
   */
  'malignant_roc_auc'?: (number);
  'per_class': (_classifier_v1_ModelManifest_ClassEvaluation__Output)[];
  /**
   * One row a true class, both ways in label order. Empty when not known.
   */
  'confusion_matrix': (_classifier_v1_ModelManifest_ConfusionRow__Output)[];
  'reliability': (_classifier_v1_ModelManifest_ReliabilityBin__Output)[];
}

export interface _classifier_v1_ModelManifest_GoldenLogits {
  /**
   * gradient or disc: a picture that code can draw.
   */
  'input'?: (string);
  /**
   * The original framework's logits, in label order.
   */
  'logits'?: (number | string)[];
}

export interface _classifier_v1_ModelManifest_GoldenLogits__Output {
  /**
   * gradient or disc: a picture that code can draw.
   */
  'input': (string);
  /**
   * The original framework's logits, in label order.
   */
  'logits': (number)[];
}

/**
 * Pixels.
 */
export interface _classifier_v1_ModelManifest_InputSize {
  'height'?: (number);
  'width'?: (number);
}

/**
 * Pixels.
 */
export interface _classifier_v1_ModelManifest_InputSize__Output {
  'height': (number);
  'width': (number);
}

/**
 * A 95 % interval.
 */
export interface _classifier_v1_ModelManifest_Interval {
  'low'?: (number | string);
  'high'?: (number | string);
}

/**
 * A 95 % interval.
 */
export interface _classifier_v1_ModelManifest_Interval__Output {
  'low': (number);
  'high': (number);
}

export interface _classifier_v1_ModelManifest_Licence {
  /**
   * SPDX identifier.
   */
  'spdx'?: (string);
  'non_commercial'?: (boolean);
  'attribution'?: (string);
}

export interface _classifier_v1_ModelManifest_Licence__Output {
  /**
   * SPDX identifier.
   */
  'spdx': (string);
  'non_commercial': (boolean);
  'attribution': (string);
}

export interface _classifier_v1_ModelManifest_Preprocessing {
  /**
   * none or centre-square.
   */
  'crop'?: (string);
  /**
   * nearest or bilinear-antialiased.
   */
  'resize'?: (string);
  /**
   * Network input = pixel (0..255) * scale + offset.
   */
  'scale'?: (number | string);
  'offset'?: (number | string);
}

export interface _classifier_v1_ModelManifest_Preprocessing__Output {
  /**
   * none or centre-square.
   */
  'crop': (string);
  /**
   * nearest or bilinear-antialiased.
   */
  'resize': (string);
  /**
   * Network input = pixel (0..255) * scale + offset.
   */
  'scale': (number);
  'offset': (number);
}

/**
 * Of the answers whose top probability lies in from..to: how sure they were, and how often right.
 */
export interface _classifier_v1_ModelManifest_ReliabilityBin {
  'from'?: (number | string);
  'to'?: (number | string);
  'count'?: (number);
  'confidence'?: (number | string);
  'accuracy'?: (number | string);
}

/**
 * Of the answers whose top probability lies in from..to: how sure they were, and how often right.
 */
export interface _classifier_v1_ModelManifest_ReliabilityBin__Output {
  'from': (number);
  'to': (number);
  'count': (number);
  'confidence': (number);
  'accuracy': (number);
}

export interface _classifier_v1_ModelManifest_Source {
  /**
   * bundled (in the product), file (a path of the operator's) or hub (fetched from the Hugging Face Hub).
   */
  'kind'?: (string);
  'file'?: (string);
  /**
   * Of a hub source: a commit, 40 hex digits.
   */
  'revision'?: (string);
  'size_bytes'?: (number | string | Long);
  /**
   * Hex digest that the file must have.
   */
  'sha256'?: (string);
  /**
   * Of a hub source: owner/name.
   */
  'repo'?: (string);
  '_size_bytes'?: "size_bytes";
  '_sha256'?: "sha256";
  '_repo'?: "repo";
}

export interface _classifier_v1_ModelManifest_Source__Output {
  /**
   * bundled (in the product), file (a path of the operator's) or hub (fetched from the Hugging Face Hub).
   */
  'kind': (string);
  'file': (string);
  /**
   * Of a hub source: a commit, 40 hex digits.
   */
  'revision': (string);
  'size_bytes'?: (number);
  /**
   * Hex digest that the file must have.
   */
  'sha256'?: (string);
  /**
   * Of a hub source: owner/name.
   */
  'repo'?: (string);
}

export interface _classifier_v1_ModelManifest_Temperature {
  /**
   * T in softmax(logits / T).
   */
  'value'?: (number | string);
  'fitted_on'?: (string);
  '_fitted_on'?: "fitted_on";
}

export interface _classifier_v1_ModelManifest_Temperature__Output {
  /**
   * T in softmax(logits / T).
   */
  'value': (number);
  'fitted_on'?: (string);
}

export interface _classifier_v1_ModelManifest_Training {
  'dataset'?: (string);
  'images'?: (number);
  /**
   * lesion (no lesion on both sides of the split) or image.
   */
  'split_by'?: (string);
  'procedure'?: (string);
  /**
   * Images of each class in the whole data set, in label order. Empty when not known.
   */
  'class_counts'?: (number)[];
  '_images'?: "images";
  '_split_by'?: "split_by";
}

export interface _classifier_v1_ModelManifest_Training__Output {
  'dataset': (string);
  'images'?: (number);
  /**
   * lesion (no lesion on both sides of the split) or image.
   */
  'split_by'?: (string);
  'procedure': (string);
  /**
   * Images of each class in the whole data set, in label order. Empty when not known.
   */
  'class_counts': (number)[];
}

/**
 * The manifest's texts in another language. What is missing here stands in English.
 */
export interface _classifier_v1_ModelManifest_Translation {
  'name'?: (string);
  'summary'?: (string);
  'fitted_on'?: (string);
  'training_dataset'?: (string);
  'procedure'?: (string);
  /**
   * One for each evaluation.
   */
  'evaluation_datasets'?: (string)[];
  'attribution'?: (string);
  /**
   * One for each caveat.
   */
  'caveats'?: (string)[];
  /**
   * BCP 47, such as "es".
   */
  'language'?: (string);
  '_fitted_on'?: "fitted_on";
  '_training_dataset'?: "training_dataset";
  '_procedure'?: "procedure";
}

/**
 * The manifest's texts in another language. What is missing here stands in English.
 */
export interface _classifier_v1_ModelManifest_Translation__Output {
  'name': (string);
  'summary': (string);
  'fitted_on'?: (string);
  'training_dataset'?: (string);
  'procedure'?: (string);
  /**
   * One for each evaluation.
   */
  'evaluation_datasets': (string)[];
  'attribution': (string);
  /**
   * One for each caveat.
   */
  'caveats': (string)[];
  /**
   * BCP 47, such as "es".
   */
  'language': (string);
}

/**
 * Everything known about a model, as its manifest says it. Fractions are 0..1. An absent field is not known.
 */
export interface ModelManifest {
  'id'?: (string);
  'name'?: (string);
  'summary'?: (string);
  'source'?: (_classifier_v1_ModelManifest_Source | null);
  'architecture'?: (_classifier_v1_ModelManifest_Architecture | null);
  'input'?: (_classifier_v1_ModelManifest_InputSize | null);
  'preprocessing'?: (_classifier_v1_ModelManifest_Preprocessing | null);
  /**
   * Classes in the order of the network's outputs.
   */
  'labels'?: (string)[];
  'temperature'?: (_classifier_v1_ModelManifest_Temperature | null);
  /**
   * Absent when nothing is known of it.
   */
  'training'?: (_classifier_v1_ModelManifest_Training | null);
  /**
   * The main test set first.
   */
  'evaluations'?: (_classifier_v1_ModelManifest_Evaluation)[];
  'licence'?: (_classifier_v1_ModelManifest_Licence | null);
  /**
   * What a reader of a result must know of this model's limits.
   */
  'caveats'?: (string)[];
  'golden_logits'?: (_classifier_v1_ModelManifest_GoldenLogits)[];
  /**
   * True for a model that is there in place of a better one, and is labelled so wherever it answers.
   */
  'stand_in'?: (boolean);
  /**
   * At most one for each language.
   */
  'translations'?: (_classifier_v1_ModelManifest_Translation)[];
}

/**
 * Everything known about a model, as its manifest says it. Fractions are 0..1. An absent field is not known.
 */
export interface ModelManifest__Output {
  'id': (string);
  'name': (string);
  'summary': (string);
  'source': (_classifier_v1_ModelManifest_Source__Output | null);
  'architecture': (_classifier_v1_ModelManifest_Architecture__Output | null);
  'input': (_classifier_v1_ModelManifest_InputSize__Output | null);
  'preprocessing': (_classifier_v1_ModelManifest_Preprocessing__Output | null);
  /**
   * Classes in the order of the network's outputs.
   */
  'labels': (string)[];
  'temperature': (_classifier_v1_ModelManifest_Temperature__Output | null);
  /**
   * Absent when nothing is known of it.
   */
  'training': (_classifier_v1_ModelManifest_Training__Output | null);
  /**
   * The main test set first.
   */
  'evaluations': (_classifier_v1_ModelManifest_Evaluation__Output)[];
  'licence': (_classifier_v1_ModelManifest_Licence__Output | null);
  /**
   * What a reader of a result must know of this model's limits.
   */
  'caveats': (string)[];
  'golden_logits': (_classifier_v1_ModelManifest_GoldenLogits__Output)[];
  /**
   * True for a model that is there in place of a better one, and is labelled so wherever it answers.
   */
  'stand_in': (boolean);
  /**
   * At most one for each language.
   */
  'translations': (_classifier_v1_ModelManifest_Translation__Output)[];
}
