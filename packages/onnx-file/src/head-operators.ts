import type { Network } from './network.js';
import { type FileNode, integerAttribute, integersAttribute, kindOf } from './read/node.js';

// Operators are named as `kindOf` names them.

const CARRIES: ReadonlySet<string> = new Set([
  'Identity',
  'Dropout',
  'Cast',
  'Flatten',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'QuantizeLinear',
  'DequantizeLinear',
  'com.microsoft:QuantizeLinear',
  'com.microsoft:DequantizeLinear',
]);

/** Whether a node gives what it reads, in another shape or type. */
export function carries(network: Network, node: FileNode): boolean {
  return CARRIES.has(kindOf(node)) || isWholeGather(network, node);
}

const FLATTENS: ReadonlySet<string> = new Set(['Flatten', 'Reshape']);

/** Whether a node may give a map's places in one row. */
export function flattens(node: FileNode): boolean {
  return FLATTENS.has(kindOf(node));
}

/** What comes before these is the network's body. */
const STOPS: ReadonlySet<string> = new Set([
  'Conv',
  'ConvInteger',
  'QLinearConv',
  'com.microsoft:QLinearConv',
  'com.microsoft:FusedConv',
  'com.microsoft:NhwcFusedConv',
  'Attention',
  'com.microsoft:Attention',
  'com.microsoft:MultiHeadAttention',
  'Softmax',
  'Gather',
  'Slice',
  'Loop',
  'If',
  'Scan',
]);

/** Whether what comes before a node is the network's body: a convolution, attention, or a function that is made of such. */
export function stops(network: Network, node: FileNode): boolean {
  if (carries(network, node) || isPointwise(network, node)) return false;
  return network.operatorsOf([node]).some((operator) => STOPS.has(operator.replace(/^:/, '')));
}

/**
 * Whether a Gather takes every value in its order, and so gives another shape alone: PyTorch's newer exporter writes a mean over the
 * sides as one (`as_strided`).
 */
export function isWholeGather(network: Network, node: FileNode): boolean {
  if (kindOf(node) !== 'Gather' || integerAttribute(node, 'axis')) return false;
  const places = network.constantOf(node.inputs[1] ?? '');
  // A single place is a token of many.
  if (!places || places.dimensions.length < 2) return false;
  return network.integersOf(node.inputs[1] ?? '')?.every((place, i) => place === i) ?? false;
}

/** Whether a node is a convolution of single places: on a pooled map it is what a Gemm is on a row. */
export function isPointwise(network: Network, node: FileNode): boolean {
  if (kindOf(node) !== 'Conv' || (integerAttribute(node, 'group') ?? 1) !== 1) return false;
  const [, , ...kernel] = network.constantOf(node.inputs[1] ?? '')?.dimensions ?? [];
  return kernel.length === 2 && kernel.every((side) => side === 1);
}

/** The axes over which a pooling takes the mean or the largest: a picture's two sides. */
export type Pooled = readonly [number, number] | 'planar';

/** @returns null for a node that does not pool over both sides of a picture */
export function pooledAxes(network: Network, node: FileNode): Pooled | null {
  switch (kindOf(node)) {
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
    case 'GlobalLpPool':
    // Exporters write a pooling over the whole picture with a kernel as large as it.
    case 'AveragePool':
    case 'MaxPool':
      return 'planar';
    case 'com.microsoft:QLinearGlobalAveragePool':
      return integerAttribute(node, 'channels_last') === 1 ? [1, 2] : 'planar';
    case 'ReduceMean':
    case 'ReduceMax':
    case 'ReduceSum':
      return sidesReduced(network, node);
    default:
      return null;
  }
}

function sidesReduced(network: Network, node: FileNode): readonly [number, number] | null {
  const listed = integersAttribute(node, 'axes') ?? network.integersOf(node.inputs[1] ?? '');
  const axes = listed?.map((axis) => (axis < 0 ? axis + 4 : axis)).sort((a, b) => a - b);
  const [first, second] = axes ?? [];
  const isSides = axes?.length === 2 && first !== undefined && second === first + 1 && first > 0;
  return isSides ? [first, first + 1] : null;
}
