import type {
  AffineLayer,
  BatchNormLayer,
  Conv2dLayer,
  DenseLayer,
  Layer,
  LayerGraph,
} from '../layer-graph.js';
import { lazyTensor } from '../lazy-tensor.js';
import { mergeSources } from './merge-sources.js';

/**
 * Removes batch normalisation and other fixed scaling. Scaling that alone reads a convolution, a dense layer or other
 * scaling is merged into that layer's weights; any other batch norm becomes a multiplication and an addition. Both
 * are the same function: y = x * s + (beta - mean * s), with s = gamma / sqrt(variance + epsilon).
 */
export function foldBatchNorm(graph: LayerGraph): LayerGraph {
  const { layers, outputs } = mergeSources(graph, (source, layer) => {
    if (layer.kind === 'affine') return merge(source, layer);
    return layer.kind === 'batch-norm' ? merge(source, scalingOf(layer)) : null;
  });
  return {
    layers: layers.map((each) => (each.kind === 'batch-norm' ? batchNormToAffine(each) : each)),
    outputs,
  };
}

/** The same function of x, as one multiplication and one addition. */
export function batchNormToAffine(layer: BatchNormLayer): AffineLayer {
  return toAffine(layer, scalingOf(layer));
}

/** x * scale + offset, in double precision until it becomes a weight. */
type Scaling = Readonly<Record<'scale' | 'offset', Float64Array | Float32Array>>;

function scalingOf({ gamma, beta, mean, variance, epsilon }: BatchNormLayer): Scaling {
  const scale = Float64Array.from(gamma, (value, c) => value / Math.sqrt((variance[c] ?? 0) + epsilon));
  const offset = Float64Array.from(beta, (value, c) => value - (mean[c] ?? 0) * (scale[c] ?? 0));
  return { scale, offset };
}

function toAffine({ name, inputs }: Layer, { scale, offset }: Scaling): AffineLayer {
  return { kind: 'affine', name, inputs, scale: Float32Array.from(scale), offset: Float32Array.from(offset) };
}

/** The layer with the scaling inside it, or null where that is not the same function. */
function merge(layer: Layer, scaling: Scaling): Layer | null {
  switch (layer.kind) {
    case 'conv2d':
    case 'dense':
      return layer.activation === null ? scaleOutputs(layer, scaling) : null;
    case 'batch-norm':
      return merge(batchNormToAffine(layer), scaling);
    case 'affine': {
      const lists = [layer.scale, layer.offset, scaling.scale, scaling.offset];
      const channels = Math.max(...lists.map(({ length }) => length));
      const [first, second] = [spread(layer, channels), spread(scaling, channels)];
      return toAffine(layer, {
        scale: first.scale.map((value, c) => value * (second.scale[c] ?? 0)),
        offset: first.offset.map((value, c) => value * (second.scale[c] ?? 0) + (second.offset[c] ?? 0)),
      });
    }
    default:
      return null;
  }
}

/** Scales and shifts a layer's result by output channel, the last axis of its kernel. */
function scaleOutputs<T extends Conv2dLayer | DenseLayer>(layer: T, scaling: Scaling): T {
  const { kernel } = layer;
  const { shape } = kernel;
  const channels = shape.at(-1) ?? 0;
  const { scale, offset } = spread(scaling, channels);
  const scaled = lazyTensor(shape, () => {
    const { data } = kernel;
    const values = new Float32Array(data.length);
    for (let row = 0; row < data.length; row += channels) {
      for (let c = 0; c < channels; c++) {
        // In range: `row` counts whole rows of `channels` values, and `scale` has one for each.
        values[row + c] = (data[row + c] as number) * (scale[c] as number);
      }
    }
    return values;
  });
  const bias = Float32Array.from(offset, (value, c) => value + (layer.bias?.[c] ?? 0) * (scale[c] ?? 0));
  return { ...layer, kernel: scaled, bias };
}

/** One value a channel, also where a single value serves all channels. */
function spread({ scale, offset }: Scaling, channels: number) {
  const each = (values: Float64Array | Float32Array) =>
    values.length === 1 ? new Float64Array(channels).fill(values[0] ?? 0) : Float64Array.from(values);
  return { scale: each(scale), offset: each(offset) };
}
