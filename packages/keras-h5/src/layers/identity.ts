import { inputOf, inputsOf, type LayerCall, refusal, show } from '../layer-call.js';
import type { LayerDefinition, LayerTable } from './define-layer.js';
import { addScaled } from './scaling.js';

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

/** One that several packages have, each with options of its own. */
const regulariser: LayerDefinition = {
  options: {},
  note: 'does nothing at inference time',
  differsInTraining: () => true,
  read: readRegulariser,
};

/**
 * Keras's own, to release 3.15.1: each was run with Keras at inference time, and changes no number
 * (scripts/make-fixtures.py, group `identity`, and scripts/make-case-fixtures.py). Not among them are `AutoContrast` and
 * `CenterCrop`, which work at inference time too, and `Equalization`, which Keras cannot put into a model.
 */
export const IDENTITY_LAYERS: LayerTable = {
  Identity: identity(),
  Dropout: trainingOnly('rate'),
  SpatialDropout1D: trainingOnly('rate'),
  SpatialDropout2D: trainingOnly('rate'),
  AlphaDropout: trainingOnly('rate'),
  GaussianDropout: trainingOnly('rate'),
  GaussianNoise: trainingOnly('stddev'),
  ActivityRegularization: identity('l1', 'l2'),
  StochasticDepth: regulariser,
  RandomFlip: trainingOnly('mode'),
  RandomRotation: trainingOnly('factor'),
  RandomZoom: trainingOnly('height_factor'),
  RandomTranslation: trainingOnly('height_factor', 'width_factor'),
  RandomContrast: trainingOnly('factor'),
  RandomBrightness: trainingOnly('factor'),
  RandomHeight: trainingOnly('factor'),
  RandomWidth: trainingOnly('factor'),
  RandomColorDegeneration: trainingOnly('factor'),
  RandomColorJitter: trainingOnly('brightness_factor', 'hue_factor'),
  RandomElasticTransform: trainingOnly('factor', 'scale'),
  RandomErasing: trainingOnly('factor', 'scale'),
  RandomGaussianBlur: trainingOnly('kernel_size', 'sigma'),
  RandomGrayscale: trainingOnly('factor'),
  RandomHue: trainingOnly('factor'),
  RandomInvert: trainingOnly('factor'),
  RandomPerspective: trainingOnly('factor', 'scale'),
  RandomPosterization: trainingOnly('factor'),
  RandomSaturation: trainingOnly('factor'),
  RandomSharpness: trainingOnly('factor'),
  RandomShear: trainingOnly('x_factor', 'y_factor'),
  Solarization: trainingOnly('addition_factor', 'threshold_factor'),
  AugMix: trainingOnly('num_chains'),
  CutMix: trainingOnly('data_format'),
  MixUp: trainingOnly('alpha'),
  RandAugment: trainingOnly('num_ops'),
};

/** Dropout by another name, as in `FixedDropout`, `Custom>DropPath` or `DropBlock2D`. */
const DROPS = /(drop_?(out|block|path|connect)|stochastic_?depth)(layer)?(_?[1-3]d)?(_?v\d)?$/i;

/** Some drop at inference time as well, to see how the answers spread. */
const DROPS_ALWAYS =
  /mc|monte|bayes|concrete|variational|perman|persist|always|inference|stochastic_?dropout/i;

/**
 * The definition of a class that is not Keras's, but by its name a regulariser that drops something in training. Its code
 * is not in the file: what the file does say must agree, see `readRegulariser`.
 *
 * @returns undefined for other names, and for those of Keras's own layers
 */
export function regulariserNamed(className: string): LayerDefinition | undefined {
  const name = className.replace(/^.*>/, '');
  const known = Object.hasOwn(IDENTITY_LAYERS, name) ? IDENTITY_LAYERS[name] : regulariser;
  return DROPS.test(name) && !DROPS_ALWAYS.test(name) && known === regulariser ? regulariser : undefined;
}

/** A regulariser wraps no other layer, has no weights (the reader refuses those that are left) and drops in training alone. */
function readRegulariser(call: LayerCall) {
  const { layer, training } = call.options;
  if (layer !== undefined)
    throw refusal(call, 'expected a layer that only drops values, it wraps another layer');
  if (training)
    throw refusal(call, `training = ${show(training)}: expected a layer that drops in training alone`);
  const inputs = inputsOf(call);
  const survival = survivalOf(call.options);
  if (inputs.length !== 2 || survival === null) return call.build.add({ kind: 'identity' }, [inputOf(call)]);
  return addScaled(call, survival);
}

/**
 * The stochastic depth of tensorflow_addons and keras_cv joins a residual branch to its shortcut, scaled by how often it
 * survives in training. @returns null for layers that do not say it
 */
function survivalOf({ survival_probability, rate }: LayerCall['options']): number | null {
  if (typeof survival_probability === 'number') return survival_probability;
  return typeof rate === 'number' ? 1 - rate : null;
}
