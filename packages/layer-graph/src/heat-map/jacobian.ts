import type { AppendedLayers } from '../appended-layers.js';
import type { Tensor } from '../layer-graph.js';
import { lazyTensor } from '../lazy-tensor.js';

/**
 * How the logits of all classes change with each number of a value: (size of the value, classes). It is a constant where
 * only linear layers lie between the value and the logits, and else a layer's value.
 */
export type Jacobian = Readonly<{ rows: number; classes: number }> &
  (
    | { readonly kind: 'identity' }
    | { readonly kind: 'constant'; readonly tensor: Tensor }
    | { readonly kind: 'computed'; readonly layer: string }
  );

/** Of the logits themselves. */
export function identityJacobian(classes: number): Jacobian {
  return { kind: 'identity', rows: classes, classes };
}

/** @param tensor (rows, classes) */
export function constantJacobian(tensor: Tensor): Jacobian {
  const [rows = 0, classes = 0] = tensor.shape;
  return { kind: 'constant', rows, classes, tensor };
}

/** @param factors one for all rows, or one a row */
export function scaleRows(layers: AppendedLayers, jacobian: Jacobian, factors: Float32Array): Jacobian {
  if (factors.every((factor) => factor === 1)) return jacobian;
  const { rows, classes } = jacobian;
  if (jacobian.kind === 'computed') {
    const column = layers.constant({ shape: [factors.length, 1], data: factors });
    return { ...jacobian, layer: layers.arithmetic('multiply', jacobian.layer, column) };
  }
  const tensor = tensorOf(jacobian);
  const scaled = lazyTensor([rows, classes], () =>
    tensor.data.map((value, i) => value * (factors[Math.floor(i / classes) % factors.length] ?? 0)),
  );
  return constantJacobian(scaled);
}

/** Scales each row by a number that depends on the image. @param factors the layer that gives them, one a row */
export function multiplyRows(layers: AppendedLayers, jacobian: Jacobian, factors: string): Jacobian {
  const { rows, classes } = jacobian;
  const column = layers.reshape(factors, [rows, 1]);
  const layer = layers.arithmetic('multiply', column, layerOf(layers, jacobian));
  return { kind: 'computed', rows, classes, layer };
}

/** The Jacobian before a layer y = x W, from the one behind it. @param weights W: (inputs, outputs) */
export function multiplyMatrix(layers: AppendedLayers, weights: Tensor, jacobian: Jacobian): Jacobian {
  const [rows = 0] = weights.shape;
  const { classes } = jacobian;
  switch (jacobian.kind) {
    case 'identity':
      return constantJacobian(weights);
    case 'constant':
      return constantJacobian(lazyTensor([rows, classes], () => product(weights, jacobian.tensor)));
    case 'computed': {
      // The same tensor as the layer's own, so that engines need not hold it twice.
      const layer = layers.matmul(layers.constant(weights), jacobian.layer);
      return { kind: 'computed', rows, classes, layer };
    }
    default:
      return jacobian satisfies never;
  }
}

export function takeRows(
  layers: AppendedLayers,
  jacobian: Jacobian,
  { first, count }: { readonly first: number; readonly count: number },
): Jacobian {
  const { classes } = jacobian;
  if (jacobian.kind === 'computed') {
    const layer = layers.add({
      kind: 'slice',
      inputs: [jacobian.layer],
      start: [first, 0],
      size: [count, classes],
      step: [1, 1],
    });
    return { kind: 'computed', rows: count, classes, layer };
  }
  const tensor = tensorOf(jacobian);
  const part = lazyTensor([count, classes], () =>
    tensor.data.slice(first * classes, (first + count) * classes),
  );
  return constantJacobian(part);
}

/** A value that several layers read: what it does through each of them adds up. */
export function addJacobians(layers: AppendedLayers, a: Jacobian, b: Jacobian): Jacobian {
  const { rows, classes } = a;
  if (a.kind === 'computed' || b.kind === 'computed') {
    const layer = layers.arithmetic('add', layerOf(layers, a), layerOf(layers, b));
    return { kind: 'computed', rows, classes, layer };
  }
  const [left, right] = [tensorOf(a), tensorOf(b)];
  const sum = lazyTensor([rows, classes], () => {
    const { data } = right;
    return left.data.map((value, i) => value + (data[i] ?? 0));
  });
  return constantJacobian(sum);
}

/**
 * The mean over each run of equally distant rows.
 *
 * @param groups rows i, i + groups, i + 2 * groups and so on have their mean in row i
 */
export function meanOfRows(layers: AppendedLayers, jacobian: Jacobian, groups: number): Jacobian {
  const { rows, classes } = jacobian;
  const members = rows / groups;
  if (jacobian.kind === 'computed') {
    const stacked = layers.reshape(jacobian.layer, [members, groups, classes]);
    const layer = layers.reshape(layers.reduce('mean', stacked, [0]), [groups, classes]);
    return { kind: 'computed', rows: groups, classes, layer };
  }
  const tensor = tensorOf(jacobian);
  const mean = lazyTensor([groups, classes], () => {
    const sums = new Float64Array(groups * classes);
    // In range: as long as a whole number of groups.
    for (const [i, value] of tensor.data.entries()) (sums[i % sums.length] as number) += value;
    return Float32Array.from(sums, (sum) => sum / members);
  });
  return constantJacobian(mean);
}

/** The layer that has the Jacobian as its value; a constant becomes one. */
export function layerOf(layers: AppendedLayers, jacobian: Jacobian): string {
  return jacobian.kind === 'computed' ? jacobian.layer : layers.constant(tensorOf(jacobian));
}

export function tensorOf(jacobian: Exclude<Jacobian, { kind: 'computed' }>): Tensor {
  if (jacobian.kind === 'constant') return jacobian.tensor;
  const { classes } = jacobian;
  return lazyTensor([classes, classes], () => {
    const data = new Float32Array(classes * classes);
    for (let i = 0; i < classes; i++) data[i * classes + i] = 1;
    return data;
  });
}

function product(left: Tensor, right: Tensor): Float32Array {
  const [rows = 0, shared = 0] = left.shape;
  const [, columns = 0] = right.shape;
  const [a, b] = [left.data, right.data];
  const sums = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < shared; j++)
      for (let k = 0; k < columns; k++) {
        // In range: both matrices have the lengths of their shapes.
        (sums[i * columns + k] as number) += (a[i * shared + j] as number) * (b[j * columns + k] as number);
      }
  return Float32Array.from(sums);
}
