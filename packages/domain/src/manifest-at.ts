import { SlcError } from './errors.js';
import type { Int8Manifest, ModelManifest } from './manifest.js';
import type { Precision } from './precision.js';

/**
 * The manifest of the network at this precision: temperature, prediction set and outlier limits are those that were fitted
 * to its logits, where there are any. Logits and answers of the original framework are float32's: at int8 there are none.
 *
 * @throws SlcError `invalid_request` where int8 is wanted of a model without measured ranges
 */
export function manifestAt(manifest: ModelManifest, precision: Precision): ModelManifest {
  if (precision !== 'int8') return manifest;
  const { temperature, predictionSet, outliers } = int8Of(manifest);
  const { goldenAnswers: _, ...others } = manifest;
  return {
    ...others,
    temperature,
    ...(predictionSet && { predictionSet }),
    ...(outliers && { outliers }),
    ...(temperature.fittedOn !== manifest.temperature.fittedOn && {
      translations: withoutFittedOn(manifest.translations),
    }),
    goldenLogits: [],
  };
}

/** What float32's temperature was fitted on is not said of int8's. */
function withoutFittedOn(translations: ModelManifest['translations']): ModelManifest['translations'] {
  return Object.fromEntries(
    Object.entries(translations).map(([language, texts]) => [language, { ...texts, fittedOn: null }]),
  );
}

/** @throws SlcError `invalid_request` where the manifest has no measured ranges */
export function int8Of({ id, precisions }: Pick<ModelManifest, 'id' | 'precisions'>): Int8Manifest {
  if (precisions?.int8) return precisions.int8;
  throw new SlcError(
    'invalid_request',
    `int8: expected a manifest with measured ranges (precisions.int8), ${id} has none: slc quantize measures them`,
  );
}
