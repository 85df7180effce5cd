import { KERAS_FUNCTIONS } from '../operations/keras.js';
import { RAW_TENSORFLOW_LAYERS } from '../operations/raw-tensorflow.js';
import { TENSORFLOW_LAYERS } from '../operations/tensorflow.js';
import { ACTIVATION_LAYERS } from './activation.js';
import { ATTENTION_LAYERS } from './attention.js';
import { CONVOLUTION_LAYERS } from './convolution.js';
import type { LayerDefinition, LayerTable } from './define-layer.js';
import { dense } from './dense.js';
import { einsumDense } from './einsum-dense.js';
import { IDENTITY_LAYERS, regulariserNamed } from './identity.js';
import { lambda } from './lambda.js';
import { MERGING_LAYERS } from './merging.js';
import { NORMALISATION_LAYERS } from './normalisation.js';
import { PICTURE_LAYERS } from './picture.js';
import { POOLING_LAYERS } from './pooling.js';
import { SCALING_LAYERS } from './scaling.js';
import { SHAPING_LAYERS } from './shaping.js';
import { TOKEN_LAYERS } from './tokens.js';
import { transposedConvolution } from './transposed-convolution.js';
import { wrapperLayers } from './wrappers.js';

const OWN_LAYERS: LayerTable = {
  ...CONVOLUTION_LAYERS,
  Conv2DTranspose: transposedConvolution,
  ...TOKEN_LAYERS,
  Dense: dense,
  EinsumDense: einsumDense,
  ...ATTENTION_LAYERS,
  ...NORMALISATION_LAYERS,
  ...ACTIVATION_LAYERS,
  ...POOLING_LAYERS,
  ...SHAPING_LAYERS,
  ...PICTURE_LAYERS,
  ...MERGING_LAYERS,
  ...SCALING_LAYERS,
  Lambda: lambda,
  ...TENSORFLOW_LAYERS,
  ...RAW_TENSORFLOW_LAYERS,
  ...IDENTITY_LAYERS,
};

/** Every Keras layer that can be read, by its class. `ModelReader` reads models inside models. */
export const LAYERS: LayerTable = {
  ...OWN_LAYERS,
  ...wrapperLayers((className) => (Object.hasOwn(OWN_LAYERS, className) ? OWN_LAYERS[className] : undefined)),
};

/**
 * Finds the definition of a class. Since Keras 3 a function may have a layer's name, as `Add` does.
 *
 * @param isOperation whether the class is known to be a function
 */
export function definitionOf(className: string, isOperation: boolean): LayerDefinition | undefined {
  const tables = isOperation ? [KERAS_FUNCTIONS] : [LAYERS, KERAS_FUNCTIONS];
  return tables.find((table) => Object.hasOwn(table, className))?.[className] ?? regulariserNamed(className);
}
