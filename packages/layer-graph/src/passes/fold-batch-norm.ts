import type {
  AffineLayer,
  BatchNormLayer,
  Conv2dLayer,
  DenseLayer,
  Layer,
  LayerGraph,
} from '../layer-graph.js';

/**
 * Removes batch normalisation. One that alone reads a convolution or a dense layer goes into that layer's weights;
 * any other becomes a multiplication and an addition. Both are the same function:
 * y = x * s + (beta - mean * s), with s = gamma / sqrt(variance + epsilon).
 */
export function foldBatchNorm(graph: LayerGraph): LayerGraph {
  const readers = countReaders(graph);
  const rewritten = new Map<string, Layer>();
  for (const layer of graph.layers) {
    if (layer.kind !== 'batch-norm') {
      rewritten.set(layer.name, layer);
      continue;
    }
    const [inputName = ''] = layer.inputs;
    const source = rewritten.get(inputName);
    const isOnlyReader = readers.get(inputName) === 1 && graph.output !== inputName;
    if (isOnlyReader && (source?.kind === 'conv2d' || source?.kind === 'dense')) {
      // The merged layer takes the batch norm's name and place, so that its readers find it.
      rewritten.delete(inputName);
      rewritten.set(layer.name, { ...scaleOutputs(source, affineOf(layer)), name: layer.name });
    } else {
      rewritten.set(layer.name, affineOf(layer));
    }
  }
  return { layers: [...rewritten.values()], output: graph.output };
}

function countReaders(graph: LayerGraph): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const layer of graph.layers) {
    for (const input of layer.inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  }
  return readers;
}

function affineOf({ name, inputs, gamma, beta, mean, variance, epsilon }: BatchNormLayer): AffineLayer {
  const scale = gamma.map((value, c) => value / Math.sqrt((variance[c] ?? 0) + epsilon));
  const offset = beta.map((value, c) => value - (mean[c] ?? 0) * (scale[c] ?? 0));
  return { kind: 'affine', name, inputs, scale, offset };
}

/** Scales and shifts what a layer gives, by output channel: the last axis of its kernel. */
function scaleOutputs<T extends Conv2dLayer | DenseLayer>(layer: T, { scale, offset }: AffineLayer): T {
  const channels = scale.length;
  const { shape, data } = layer.kernel;
  const scaled = new Float32Array(data.length);
  for (let row = 0; row < data.length; row += channels) {
    for (let c = 0; c < channels; c++) {
      // In range: `row` counts whole rows of `channels` values, and `scale` has one for each.
      scaled[row + c] = (data[row + c] as number) * (scale[c] as number);
    }
  }
  const bias = offset.map((value, c) => value + (layer.bias?.[c] ?? 0) * (scale[c] ?? 0));
  return { ...layer, kernel: { shape, data: scaled }, bias };
}
