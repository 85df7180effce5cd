import {
  type Estimate,
  encodeManifest,
  type Int8Manifest,
  type ModelManifest,
  parseManifest,
} from '@slc/domain';
import type { PrecisionLoss } from '@slc/evaluation';
import { rounded } from '../calibrate/manifest-evaluation.js';
import {
  goldenAnswersAt,
  roundedUp,
  sourceAt,
  storedPredictionSet,
} from '../written-model/manifest-parts.js';
import { OUTLIERS_FILE } from '../written-model/output-folder.js';
import type { MeasuredLoss } from './loss-protocol.js';

/** What an int8 network is compiled from. */
export type Int8Recipe = Pick<Int8Manifest, 'ranges' | 'float'>;

export interface QuantizedParts extends MeasuredLoss {
  readonly recipe: Int8Recipe;
  /** Of the compiled int8 network. */
  readonly sha256: string;
  readonly calibratedOn: NonNullable<Int8Manifest['calibratedOn']>;
  /** Limits of outlier scores at int8; null where float32's are kept, or there are none. */
  readonly outlierLimits: { readonly limit: number; readonly unusableFrom: number } | null;
  /** Path of the weights relative to the new manifest, where they are not on the Hub. */
  readonly weightsFile: string;
  /** Path of the old manifest's folder relative to the new manifest. */
  readonly oldFolder: string;
}

/**
 * The manifest of a model that can be served at int8 too: all that float32 has, and what int8 needs.
 *
 * @throws SlcError `invalid_model` where that is no valid manifest
 */
export function quantizedManifest(old: ModelManifest, parts: QuantizedParts): ModelManifest {
  const { precisions, outliers, ...kept } = encodeManifest(old);
  return parseManifest({
    ...kept,
    source: sourceAt(old.source, parts.weightsFile),
    ...goldenAnswersAt(old, parts.oldFolder),
    // The file is copied beside the new manifest.
    ...(outliers && { outliers: { ...outliers, file: OUTLIERS_FILE } }),
    precisions: { ...precisions, int8: int8Of(old, parts) },
  });
}

/**
 * The model with a recipe that is not measured yet, for opening it at int8: its temperature and limits are float32's. Nothing
 * reads it as a manifest's file, where a digest of zeros is refused.
 */
export function withRecipe(manifest: ModelManifest, { ranges, float }: Int8Recipe): ModelManifest {
  const unknown = { value: 0, low: 0, high: 0 };
  const loss = { accuracy: null, balancedAccuracy: null, nll: null, ece: null, malignantRocAuc: null };
  const { temperature } = manifest;
  const int8 = { temperature, ranges, float, sha256: '0'.repeat(64), loss: { ...loss, agreement: unknown } };
  return { ...manifest, precisions: { int8 } };
}

function int8Of(old: ModelManifest, parts: QuantizedParts): Int8Manifest {
  const { recipe, sha256, loss, fit, calibratedOn, outlierLimits } = parts;
  return {
    temperature: temperatureOf(old, parts),
    ...(fit && { predictionSet: storedPredictionSet(fit.predictionSet, fit.heldOutSets) }),
    ...(outlierLimits && old.outliers && { outliers: outliersOf(old.outliers, outlierLimits) }),
    ...{ ranges: recipe.ranges, float: recipe.float, sha256 },
    loss: roundedLoss(loss),
    calibratedOn,
  };
}

function temperatureOf(
  old: ModelManifest,
  { fit, calibratedOn }: QuantizedParts,
): Int8Manifest['temperature'] {
  if (!fit?.isTemperatureFitted) return old.temperature;
  const { images, dataset } = calibratedOn;
  const { views } = old.preprocessing;
  const seen = views > 1 ? `, with ${views} views` : '';
  return {
    value: fit.temperature,
    fittedOn: `${images} images (${dataset})${seen}, at int8, by negative log-likelihood`,
  };
}

/** The detector is float32's. Its figures were measured at float32. */
function outliersOf(
  outliers: NonNullable<ModelManifest['outliers']>,
  { limit, unusableFrom }: NonNullable<QuantizedParts['outlierLimits']>,
): NonNullable<Int8Manifest['outliers']> {
  return {
    ...outliers,
    file: OUTLIERS_FILE,
    limit: roundedUp(limit * (outliers.limit ?? 1), 4),
    unusableFrom: roundedUp(unusableFrom, 3),
    heldOut: null,
  };
}

function roundedLoss(loss: PrecisionLoss): Int8Manifest['loss'] {
  const of = ({ value, low, high }: Estimate) => ({
    value: rounded(value),
    low: rounded(low),
    high: rounded(high),
  });
  const orNull = (figure: Estimate | null) => figure && of(figure);
  return {
    accuracy: orNull(loss.accuracy),
    balancedAccuracy: orNull(loss.balancedAccuracy),
    agreement: of(loss.agreement),
    nll: orNull(loss.nll),
    ece: orNull(loss.ece),
    malignantRocAuc: orNull(loss.malignantRocAuc),
  };
}
