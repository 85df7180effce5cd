import type { AppendedLayers } from '../appended-layers.js';
import { sizeOf } from '../shape.js';
import type { Head } from './find-head.js';
import { addJacobians, constantJacobian, identityJacobian, type Jacobian } from './jacobian.js';
import { type Pulled, pullBack } from './pull-back.js';
import { type ImageDerivative, pullBackToImage } from './pull-back-to-image.js';

/**
 * 16 MiB of float32 an image. A flattened image before a wide layer has millions of inputs, and the derivative of each
 * class's logit with each of them: of VGG16's 25,088, for more than 167 classes, there is no heat map.
 */
const MAX_DERIVATIVES = 2 ** 22;

/**
 * Adds the layers that compute how the logits change with the last spatial activations: the chain rule from the logits
 * back to them, for all classes at once.
 *
 * @returns by name of the activations; null where the head holds a layer whose derivative is not known, or where the
 *   derivatives are too many
 */
export function differentiateHead(
  head: Head,
  layers: AppendedLayers,
): ReadonlyMap<string, readonly ImageDerivative[]> | null {
  const [start, ofStart] = startOf(head);
  const jacobians = new Map([[start, ofStart]]);
  const collect = ([name, jacobian]: Pulled) => {
    const earlier = jacobians.get(name);
    jacobians.set(name, earlier ? addJacobians(layers, earlier, jacobian) : jacobian);
  };
  const derivatives = new Map(head.activations.map((name): [string, ImageDerivative[]] => [name, []]));
  for (const layer of head.layers.toReversed()) {
    // All layers that read this one have been passed: the order is topological.
    const jacobian = jacobians.get(layer.name);
    // The layer behind the start has none.
    if (!jacobian) continue;
    const ofImage = derivatives.get(layer.inputs[0] ?? '');
    if (ofImage) {
      const derivative = pullBackToImage(layer, jacobian, { head, layers });
      if (!derivative || isTooLarge(derivative.jacobian)) return null;
      ofImage.push(derivative);
    } else {
      const pulled = pullBack(layer, jacobian, { head, layers });
      if (!pulled || pulled.some(([, each]) => isTooLarge(each))) return null;
      pulled.forEach(collect);
    }
  }
  return derivatives;
}

/**
 * Where the chain rule starts: at the logits, each of which changes with itself.
 *
 * Of one unit, two classes are made with the logits (0, z). The first one's would never change: here each class's logit
 * is taken as what it has more than the other's, -z and z, so that both have a map.
 */
function startOf({ layers, shapeOf }: Head): Pulled {
  const logits = layers.at(-1);
  if (logits?.kind === 'dense' && logits.kernel.shape[0] === 1 && logits.kernel.shape[1] === 2) {
    const [first = 0, second = 0] = logits.kernel.data;
    const data = Float32Array.of(first - second, second - first);
    return [logits.inputs[0] ?? '', constantJacobian({ shape: [1, 2], data })];
  }
  const name = logits?.name ?? '';
  return [name, identityJacobian(sizeOf(shapeOf(name)))];
}

function isTooLarge({ rows, classes }: Jacobian): boolean {
  return rows * classes > MAX_DERIVATIVES;
}
