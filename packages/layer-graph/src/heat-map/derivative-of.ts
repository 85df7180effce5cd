import type { AppendedLayers } from '../appended-layers.js';
import type { Activation } from '../layer-graph.js';

/**
 * Adds the derivative of an activation, y = f(x). Where y tells it, x is not read, so that the activation can still be
 * merged into the layer before it.
 *
 * @returns the layer whose value is f'(x), in the shape of x
 */
export function derivativeOf(
  activation: Activation,
  { x, y }: { x: string; y: string },
  layers: AppendedLayers,
): string {
  const multiply = (...inputs: string[]) => layers.arithmetic('multiply', ...inputs);
  const subtract = (left: string, right: string) => layers.arithmetic('subtract', left, right);
  const square = (value: string) => multiply(value, value);
  /** exp(-x² / width) */
  const bell = (width: number) => layers.activation('exp', layers.affine(square(x), -1 / width, 0));
  switch (activation.kind) {
    case 'relu':
      return layers.activation('step', y);
    case 'step':
      return layers.affine(x, 0, 0);
    case 'sigmoid':
      return subtract(y, square(y));
    case 'tanh':
      return layers.affine(square(y), -1, 1);
    case 'swish': {
      // s + y (1 - s), with s = sigmoid(x)
      const sigmoid = layers.activation('sigmoid', x);
      return subtract(layers.arithmetic('add', sigmoid, y), multiply(sigmoid, y));
    }
    case 'softplus':
      return layers.activation('sigmoid', x);
    case 'softsign':
      return square(layers.affine(layers.activation('abs', y), -1, 1));
    case 'gelu': {
      // (1 + erf(x / √2)) / 2 + x exp(-x² / 2) / √(2π)
      const erf = layers.activation('erf', layers.affine(x, Math.SQRT1_2, 0));
      const slope = layers.affine(multiply(x, bell(2)), 1 / Math.sqrt(2 * Math.PI), 0);
      return layers.arithmetic('add', layers.affine(erf, 0.5, 0.5), slope);
    }
    case 'gelu-tanh': {
      // (1 + t) / 2 + x / 2 (1 - t²) u', with t = tanh(u), u = √(2/π) (x + 0.044715 x³)
      const factor = Math.sqrt(2 / Math.PI);
      const inner = multiply(x, layers.affine(square(x), 0.044715 * factor, factor));
      const tanh = layers.activation('tanh', inner);
      const innerSlope = layers.affine(square(x), 3 * 0.044715 * factor, factor);
      const slope = multiply(layers.affine(x, 0.5, 0), layers.affine(square(tanh), -1, 1), innerSlope);
      return layers.arithmetic('add', layers.affine(tanh, 0.5, 0.5), slope);
    }
    case 'exp':
      return y;
    case 'log':
      return layers.activation('exp', layers.affine(y, -1, 0));
    case 'sqrt': {
      const half = layers.constant({ shape: [1], data: Float32Array.of(0.5) });
      return layers.arithmetic('divide', half, y);
    }
    case 'abs':
      return subtract(layers.activation('step', x), layers.activation('step', layers.affine(x, -1, 0)));
    case 'erf':
      return layers.affine(bell(1), 2 / Math.sqrt(Math.PI), 0);
    case 'clip': {
      // In float32, as engines compare, y at a limit is exactly the limit only where that is a float32.
      const isExact =
        Math.fround(activation.low) === activation.low && Math.fround(activation.high) === activation.high;
      const value = isExact ? y : x;
      const factors = [
        ...(Number.isFinite(activation.low) ? [layers.affine(value, 1, -activation.low)] : []),
        ...(Number.isFinite(activation.high) ? [layers.affine(value, -1, activation.high)] : []),
      ].map((distance) => layers.activation('step', distance));
      return factors.length === 0 ? layers.affine(value, 0, 1) : factors.reduce((a, b) => multiply(a, b));
    }
    case 'leaky-relu':
      return layers.affine(layers.activation('step', x), 1 - activation.slope, activation.slope);
    case 'threshold':
      return layers.activation('step', layers.affine(x, 1, -activation.at));
    case 'elu': {
      // scale where x > 0, scale * alpha * exp(x) = y + scale * alpha elsewhere
      const { scale, alpha } = activation;
      const isAbove = layers.activation('step', x);
      const below = multiply(layers.affine(isAbove, -1, 1), layers.affine(y, 1, scale * alpha));
      return layers.arithmetic('add', layers.affine(isAbove, scale, 0), below);
    }
    case 'hard-sigmoid': {
      const isAbove = layers.activation('step', y);
      const isBelow = layers.activation('step', layers.affine(y, -1, 1));
      return layers.affine(multiply(isAbove, isBelow), activation.slope, 0);
    }
    default:
      return activation satisfies never;
  }
}
