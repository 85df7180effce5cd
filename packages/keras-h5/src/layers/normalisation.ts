import type { Shape } from '@slc/layer-graph';
import { z } from 'zod';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { defineLayer } from './define-layer.js';
import { axisNumbers } from './options.js';

const positive = z.number().positive();

export const batchNormalization = defineLayer({
  options: {
    axis: axisNumbers,
    epsilon: positive,
    center: z.boolean(),
    scale: z.boolean(),
    synchronized: z.boolean().optional(),
    renorm: z.literal(false).nullable().optional(),
    renorm_clipping: z.unknown().optional(),
    renorm_momentum: z.unknown().optional(),
    fused: z.boolean().nullable().optional(),
    virtual_batch_size: z.null().optional(),
  },
  note: 'over the last axis',
  // A frozen one uses its stored numbers in training too.
  differsInTraining: ({ trainable }) => trainable !== false,
  read(call, { axis, epsilon, center, scale }, weights, build) {
    const input = inputOf(call);
    assertLastAxis(call, axis, input.shape);
    const channels = input.shape.at(-1) ?? 0;
    const vector = (name: string) => weights.take(name, [channels]).data;
    const gamma = scale ? vector('gamma') : new Float32Array(channels).fill(1);
    const beta = center ? vector('beta') : new Float32Array(channels);
    const mean = vector('moving_mean');
    const variance = vector('moving_variance');
    return build.add({ kind: 'batch-norm', gamma, beta, mean, variance, epsilon }, [input]);
  },
});

export const layerNormalization = defineLayer({
  options: {
    axis: axisNumbers,
    epsilon: positive,
    center: z.boolean(),
    scale: z.boolean(),
    rms_scaling: z.literal(false).optional(),
  },
  note: 'over the last axis, or the last ones together',
  read(call, { axis, epsilon, center, scale }, weights, build) {
    const input = inputOf(call);
    const axes = fromFirst(axis, input.shape);
    const first = input.shape.length - axes.length;
    if (!axes.every((each, i) => each === first + i))
      throw refusal(call, `axis = ${axis}: expected the last axes`);
    const shape = input.shape.slice(first);
    const length = shape.reduce((total, size) => total * size, 1);
    const gamma = scale ? weights.take('gamma', shape).data : new Float32Array(length).fill(1);
    const beta = center ? weights.take('beta', shape).data : new Float32Array(length);
    if (axes.length === 1) return build.add({ kind: 'layer-norm', gamma, beta, epsilon }, [input]);
    const flat = build.add(
      { kind: 'reshape', shape: [...input.shape.slice(0, first), length] },
      [input],
      'flat',
    );
    const value = build.add({ kind: 'layer-norm', gamma, beta, epsilon }, [flat], 'normalised');
    return build.add({ kind: 'reshape', shape: input.shape }, [value]);
  },
});

export const groupNormalization = defineLayer({
  options: {
    axis: axisNumbers,
    groups: z.int(),
    epsilon: positive,
    center: z.boolean(),
    scale: z.boolean(),
  },
  note: 'over the last axis',
  read(call, { axis, groups, epsilon, center, scale }, weights, build) {
    const input = inputOf(call);
    assertLastAxis(call, axis, input.shape);
    const channels = input.shape.at(-1) ?? 0;
    // Keras: -1 groups are as many as there are channels.
    const count = groups === -1 ? channels : groups;
    if (!(count >= 1 && channels % count === 0))
      throw refusal(call, `groups = ${groups}: expected a part of ${channels}`);
    const places = input.shape.slice(0, -1).reduce((total, size) => total * size, 1);
    const perGroup = channels / count;

    // (places, groups, channels of a group) to (groups, everything of a group), where it is a layer normalisation.
    const split = build.add({ kind: 'reshape', shape: [places, count, perGroup] }, [input], 'split');
    const turned = build.add({ kind: 'transpose', permutation: [1, 0, 2] }, [split], 'turned');
    const flat = build.add({ kind: 'reshape', shape: [count, places * perGroup] }, [turned], 'flat');
    const unit = {
      gamma: new Float32Array(places * perGroup).fill(1),
      beta: new Float32Array(places * perGroup),
    };
    const value = build.add({ kind: 'layer-norm', ...unit, epsilon }, [flat], 'normalised');
    const apart = build.add({ kind: 'reshape', shape: [count, places, perGroup] }, [value], 'apart');
    const back = build.add({ kind: 'transpose', permutation: [1, 0, 2] }, [apart], 'back');
    const whole = build.add({ kind: 'reshape', shape: input.shape }, [back], 'whole');
    return build.add(
      {
        kind: 'affine',
        scale: scale ? weights.take('gamma', [channels]).data : Float32Array.of(1),
        offset: center ? weights.take('beta', [channels]).data : Float32Array.of(0),
      },
      [whole],
    );
  },
});

/** Numbers as Keras writes an array or a tensor: nested lists, perhaps inside a description of the array. */
const numbers = z
  .union([z.number(), z.array(z.unknown()), z.object({ config: z.object({ value: z.unknown() }) })])
  .transform((value, context) => {
    const plain = typeof value === 'object' && 'config' in value ? value.config.value : value;
    const flat = [plain].flat(6);
    if (flat.length > 0 && flat.every((each) => typeof each === 'number')) return Float32Array.from(flat);
    context.addIssue({ code: 'custom', message: 'expected numbers' });
    return z.NEVER;
  })
  .describe('a number or a list');

/** Keras's smallest divisor (backend.epsilon). */
const EPSILON = 1e-7;

export const normalization = defineLayer({
  options: {
    axis: z.union([z.null().transform(() => []), axisNumbers, z.array(z.never())]),
    mean: numbers.nullable().optional(),
    variance: numbers.nullable().optional(),
    invert: z.literal(false).optional(),
  },
  note: 'over the last axis or all; mean and variance as options or as weights',
  read(call, { axis, mean, variance }, weights, build) {
    const input = inputOf(call);
    if (axis.length > 0) assertLastAxis(call, axis, input.shape);
    const shape = axis.length > 0 ? [input.shape.at(-1) ?? 0] : [];
    const means = mean ?? weights.take('mean', shape).data;
    const variances = variance ?? weights.take('variance', shape).data;
    weights.discard('count');
    const scale = Float64Array.from(variances, (value) => 1 / Math.max(Math.sqrt(value), EPSILON));
    const factorAt = (c: number) => scale[scale.length === 1 ? 0 : c] ?? 0;
    return build.add(
      {
        kind: 'affine',
        scale: Float32Array.from(scale),
        offset: Float32Array.from(means, (value, c) => -value * factorAt(c)),
      },
      [input],
    );
  },
});

export const rescaling = defineLayer({
  options: { scale: numbers, offset: numbers },
  read: (call, { scale, offset }, _weights, build) =>
    build.add({ kind: 'affine', scale, offset }, [inputOf(call)]),
});

/** ConvNeXt's: x * gamma. */
export const layerScale = defineLayer({
  options: { init_values: z.unknown().optional(), projection_dim: z.int().positive() },
  note: "ConvNeXt's own",
  read(call, { projection_dim }, weights, build) {
    const scale = weights.takeNext('gamma', [projection_dim]).data;
    return build.add({ kind: 'affine', scale, offset: Float32Array.of(0) }, [inputOf(call)]);
  },
});

function assertLastAxis(call: LayerCall, axis: readonly number[], shape: Shape): void {
  const [only] = fromFirst(axis, shape);
  if (axis.length !== 1 || only !== shape.length - 1) {
    throw refusal(call, `axis = ${axis.join(',')}: expected the last axis`);
  }
}

/** Keras's axes, which count the batch or from the end, as axes of a shape without the batch; ascending. */
function fromFirst(axis: readonly number[], shape: Shape): readonly number[] {
  return axis.map((each) => (each < 0 ? each + shape.length : each - 1)).sort((a, b) => a - b);
}
