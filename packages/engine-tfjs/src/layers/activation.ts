import type { Activation } from '@slc/layer-graph';
import type { Tensor, TensorFlow } from '../tensorflow.js';

export function activationFunction(tf: TensorFlow, activation: Activation): (x: Tensor) => Tensor {
  switch (activation.kind) {
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'softplus':
    case 'exp':
    case 'log':
    case 'sqrt':
    case 'abs':
    case 'erf': {
      const operation = tf[activation.kind];
      return (x) => operation(x);
    }
    case 'step':
      return (x) => tf.cast(tf.greater(x, 0), 'float32');
    case 'swish':
      return (x) => tf.mul(x, tf.sigmoid(x));
    case 'softsign':
      return (x) => tf.div(x, tf.add(tf.abs(x), 1));
    case 'gelu':
      return (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
    case 'gelu-tanh':
      return (x) => {
        const cubed = tf.mul(tf.mul(tf.square(x), x), 0.044715);
        const inner = tf.mul(tf.add(x, cubed), Math.sqrt(2 / Math.PI));
        return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
      };
    case 'clip': {
      const { low, high } = activation;
      if (low === 0 && high === 6) return (x) => tf.relu6(x);
      return (x) => tf.minimum(tf.maximum(x, low), high);
    }
    case 'leaky-relu': {
      const { slope } = activation;
      return (x) => tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), slope));
    }
    case 'threshold':
      return (x) => tf.where(tf.greater(x, activation.at), x, tf.zerosLike(x));
    case 'elu': {
      const { alpha, scale } = activation;
      return (x) => tf.mul(tf.add(tf.relu(x), tf.mul(tf.expm1(tf.minimum(x, 0)), alpha)), scale);
    }
    case 'hard-sigmoid': {
      const { slope, offset } = activation;
      return (x) => tf.clipByValue(tf.add(tf.mul(x, slope), offset), 0, 1);
    }
    default:
      return activation satisfies never;
  }
}

/** As `activationFunction`, for a layer that may have no activation. */
export function activationOf(tf: TensorFlow, activation: Activation | null): (x: Tensor) => Tensor {
  return activation ? activationFunction(tf, activation) : (x) => x;
}
