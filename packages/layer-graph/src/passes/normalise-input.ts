import { type Normalisation, SlcError } from '@slc/domain';
import type { AffineLayer, Conv2dLayer, InputLayer, Layer, LayerGraph } from '../layer-graph.js';
import { sizeOf } from '../shape.js';
import { unusedName } from '../unused-name.js';

/**
 * Makes the manifest's normalisation a part of the network, so that engines take pixels as bytes, (height, width, 3) and RGB,
 * whatever the network's own input is: network input = pixel * scale + offset, in the network's order of channels; then,
 * where the manifest says so, each picture is standardised. A network of one channel takes the first of three, which
 * preprocessing has made equal.
 *
 * @throws SlcError `invalid_model` where the manifest's channels are not the network's
 */
export function normaliseInput(graph: LayerGraph, normalisation: Normalisation): LayerGraph {
  const input = graph.layers.find((layer) => layer.kind === 'input');
  if (!input) return graph;
  const nameOf = (what: string) => unusedName(graph, `${input.name}/${what}`);
  const scaled = scale(input, normalisation, nameOf('normalised'));
  const from = { name: scaled?.name ?? input.name, values: sizeOf(input.shape) };
  const standardised = normalisation.standardise === 'image' ? standardiseImage(from, nameOf) : [];
  const added = [...(scaled ? [scaled] : []), ...standardised];
  const last = added.at(-1);
  if (!last) return graph;
  const layers = graph.layers.flatMap((layer): Layer[] =>
    layer === input
      ? [takesOneChannel(input) ? { ...input, shape: [...input.shape.slice(0, 2), 3] } : input, ...added]
      : [{ ...layer, inputs: layer.inputs.map((name) => (name === input.name ? last.name : name)) }],
  );
  return { layers, outputs: graph.outputs };
}

function takesOneChannel({ shape }: InputLayer): boolean {
  return shape.length === 3 && shape[2] === 1;
}

/** Which of the pixels' channels each of the network's is. */
const RED_GREEN_BLUE = [0, 1, 2];
const BLUE_GREEN_RED = [2, 1, 0];
const FIRST = [0];

/** @returns null where the network takes pixels as they come */
function scale(
  input: InputLayer,
  { channels, ...normalisation }: Normalisation,
  name: string,
): AffineLayer | Conv2dLayer | null {
  const scales = Float32Array.from([normalisation.scale].flat());
  const offsets = Float32Array.from([normalisation.offset].flat());
  const layer = { name, inputs: [input.name] };
  if (takesOneChannel(input)) {
    assertOneChannel(channels, { scale: scales, offset: offsets });
    return { ...layer, ...chooseChannels(FIRST, scales, offsets) };
  }
  if (channels === 'bgr') return { ...layer, ...chooseChannels(BLUE_GREEN_RED, scales, offsets) };
  const isIdentity = scales.every((value) => value === 1) && offsets.every((value) => value === 0);
  return isIdentity ? null : { ...layer, kind: 'affine', scale: scales, offset: offsets };
}

function assertOneChannel(
  channels: Normalisation['channels'],
  lists: Readonly<Record<string, Float32Array>>,
): void {
  if (channels === 'rgb' || channels === 'bgr') {
    const message = `model input: the manifest says channels ${channels}, the file takes one channel, grey`;
    throw new SlcError('invalid_model', message);
  }
  for (const [word, { length }] of Object.entries(lists)) {
    if (length === 1) continue;
    const message = `model input: the manifest says ${length} numbers for ${word}, the file takes one channel`;
    throw new SlcError('invalid_model', message);
  }
}

/**
 * A convolution of one pixel, which every engine runs as it is, and into which the network's own scaling is merged. The zeros
 * in its kernel add nothing to a sum.
 */
function chooseChannels(
  taken: readonly number[],
  scales: Float32Array,
  offsets: Float32Array,
): Omit<Conv2dLayer, 'name' | 'inputs'> {
  const each = (values: Float32Array) => taken.map((_, to) => values[values.length === 1 ? 0 : to] ?? 0);
  const factors = each(scales);
  const kernel = RED_GREEN_BLUE.flatMap((from) =>
    taken.map((wanted, to) => (wanted === from ? (factors[to] ?? 0) : 0)),
  );
  return {
    kind: 'conv2d',
    kernel: { shape: [1, 1, RED_GREEN_BLUE.length, taken.length], data: Float32Array.from(kernel) },
    bias: Float32Array.from(each(offsets)),
    activation: null,
    strides: [1, 1],
    dilation: [1, 1],
    groups: 1,
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
}

/**
 * (x - mean) / max(deviation, 1 / sqrt(values)) over all values of a picture: `tf.image.per_image_standardization`, whose
 * least deviation keeps a picture of one colour from being divided by zero.
 */
function standardiseImage(
  from: { readonly name: string; readonly values: number },
  nameOf: (what: string) => string,
): Layer[] {
  const [mean, centred, squares] = [nameOf('mean'), nameOf('centred'), nameOf('squares')];
  const [variance, deviation] = [nameOf('variance'), nameOf('deviation')];
  const [least, divisor] = [nameOf('least-deviation'), nameOf('divisor')];
  const overAll = { kind: 'reduce', operation: 'mean', axes: [0, 1, 2], keepDims: true } as const;
  const leastDeviation = { shape: [1, 1, 1], data: Float32Array.of(1 / Math.sqrt(from.values)) };
  return [
    { ...overAll, name: mean, inputs: [from.name] },
    { kind: 'arithmetic', operation: 'subtract', name: centred, inputs: [from.name, mean] },
    { kind: 'arithmetic', operation: 'multiply', name: squares, inputs: [centred, centred] },
    { ...overAll, name: variance, inputs: [squares] },
    { kind: 'activation', activation: { kind: 'sqrt' }, name: deviation, inputs: [variance] },
    { kind: 'constant', value: leastDeviation, name: least, inputs: [] },
    { kind: 'arithmetic', operation: 'maximum', name: divisor, inputs: [deviation, least] },
    { kind: 'arithmetic', operation: 'divide', name: nameOf('standardised'), inputs: [centred, divisor] },
  ];
}
