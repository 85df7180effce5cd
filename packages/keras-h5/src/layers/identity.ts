import { inputOf, refusal } from '../layer-call.js';
import type { LayerDefinition, LayerTable } from './define-layer.js';

/**
 * A layer that does nothing at inference time. All its options matter in training alone.
 *
 * @param written options that Keras always writes: a layer without them is not Keras's, but another of the same name
 */
function trainingOnly(...written: readonly string[]): LayerDefinition {
  return {
    options: {},
    note: 'does nothing at inference time',
    differsInTraining: () => true,
    read(call) {
      const missing = written.filter((option) => !Object.hasOwn(call.options, option));
      if (missing.length > 0) throw refusal(call, `expected the option ${missing.join(', ')}, it has none`);
      // Since Keras 3 these layers keep the state of their random numbers.
      call.weights.discardAll();
      return call.build.add({ kind: 'identity' }, [inputOf(call)]);
    },
  };
}

/** A layer that does nothing to its values in training either. */
function identity(...written: readonly string[]): LayerDefinition {
  return { ...trainingOnly(...written), differsInTraining: () => false };
}

export const IDENTITY_LAYERS: LayerTable = {
  Identity: identity(),
  Dropout: trainingOnly('rate'),
  SpatialDropout1D: trainingOnly('rate'),
  SpatialDropout2D: trainingOnly('rate'),
  AlphaDropout: trainingOnly('rate'),
  GaussianDropout: trainingOnly('rate'),
  GaussianNoise: trainingOnly('stddev'),
  ActivityRegularization: identity('l1', 'l2'),
  StochasticDepth: trainingOnly('drop_path_rate'),
  RandomFlip: trainingOnly('mode'),
  RandomRotation: trainingOnly('factor'),
  RandomZoom: trainingOnly('height_factor'),
  RandomTranslation: trainingOnly('height_factor', 'width_factor'),
  RandomContrast: trainingOnly('factor'),
  RandomBrightness: trainingOnly('factor'),
  RandomHeight: trainingOnly('factor'),
  RandomWidth: trainingOnly('factor'),
};
