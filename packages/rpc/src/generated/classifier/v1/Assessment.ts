// Original file: proto/classifier/v1/classifier.proto

import type { PredictionSet as _classifier_v1_PredictionSet, PredictionSet__Output as _classifier_v1_PredictionSet__Output } from '../../classifier/v1/PredictionSet.js';
import type { Outlier as _classifier_v1_Outlier, Outlier__Output as _classifier_v1_Outlier__Output } from '../../classifier/v1/Outlier.js';
import type { QualityFigure as _classifier_v1_QualityFigure, QualityFigure__Output as _classifier_v1_QualityFigure__Output } from '../../classifier/v1/QualityFigure.js';
import type { Views as _classifier_v1_Views, Views__Output as _classifier_v1_Views__Output } from '../../classifier/v1/Views.js';

/**
 * A part is absent where the model has no measured limits for it.
 */
export interface Assessment {
  /**
   * clear; undecided (more than one class is plausible); unusable (the image is not one that the model can judge).
   */
  'verdict'?: (string);
  /**
   * All that speaks against the answer: several-classes, views-disagree, unlike-training, blurred, dark, bright, flat,
   * colourless, small. Empty for a clear answer.
   */
  'reasons'?: (string)[];
  'predictionSet'?: (_classifier_v1_PredictionSet | null);
  'outlier'?: (_classifier_v1_Outlier | null);
  /**
   * What was measured of the picture. Empty for a model whose pictures these limits do not fit.
   */
  'quality'?: (_classifier_v1_QualityFigure)[];
  /**
   * Absent for a model that sees one view of the picture.
   */
  'views'?: (_classifier_v1_Views | null);
}

/**
 * A part is absent where the model has no measured limits for it.
 */
export interface Assessment__Output {
  /**
   * clear; undecided (more than one class is plausible); unusable (the image is not one that the model can judge).
   */
  'verdict': (string);
  /**
   * All that speaks against the answer: several-classes, views-disagree, unlike-training, blurred, dark, bright, flat,
   * colourless, small. Empty for a clear answer.
   */
  'reasons': (string)[];
  'predictionSet': (_classifier_v1_PredictionSet__Output | null);
  'outlier': (_classifier_v1_Outlier__Output | null);
  /**
   * What was measured of the picture. Empty for a model whose pictures these limits do not fit.
   */
  'quality': (_classifier_v1_QualityFigure__Output)[];
  /**
   * Absent for a model that sees one view of the picture.
   */
  'views': (_classifier_v1_Views__Output | null);
}
