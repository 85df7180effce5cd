import { type FileNode, integerAttribute, integersAttribute, type OnnxFile } from '@slc/onnx-file';
import { isNchwc, NCHWC } from './nchwc.js';
import { slidOver, windowOf } from './sliding-window.js';

/** Of one picture: (channels, height, width) for what convolutions read and give. */
export type ValueSize = readonly number[];

/**
 * The sizes of a laid-out network's values, as far as they follow from operators that are known here. A laid-out file declares
 * none but those of its inputs.
 */
export function valueSizes({ inputs, nodes, initializers }: OnnxFile): ReadonlyMap<string, ValueSize> {
  const sizes = new Map<string, ValueSize>();
  for (const { name, dimensions } of inputs) {
    const size = dimensions?.slice(1) ?? [];
    if (size.every((each) => typeof each === 'number')) sizes.set(name, size);
  }
  for (const node of nodes) {
    const [output = ''] = node.outputs;
    const read = node.inputs.map(
      (input) => sizes.get(input) ?? initializers.get(input)?.dimensions.slice(-3) ?? null,
    );
    const size = sizeOfResult(node, read, initializers);
    if (size) sizes.set(output, size);
  }
  return sizes;
}

function sizeOfResult(
  node: FileNode,
  read: readonly (ValueSize | null)[],
  initializers: OnnxFile['initializers'],
): ValueSize | null {
  const [size] = read;
  if (!size) return null;
  if (isNchwc(node, 'Conv', 'MaxPool', 'AveragePool')) {
    const window = windowOf(node, { initializers });
    const outputs = initializers.get(node.inputs[1] ?? '')?.dimensions[0];
    const [channels = 0, height = 0, width = 0] = size;
    return window && [outputs ?? channels, slidOver(height, 0, window), slidOver(width, 1, window)];
  }
  if (node.operator.startsWith('Global')) return [size[0] ?? 0, 1, 1];
  if (isNchwc(node, 'ReorderInput')) return size;
  if (isNchwc(node, 'ReorderOutput') && integerAttribute(node, 'channels_last') !== 1) {
    return [integerAttribute(node, 'channels') ?? 0, ...size.slice(1)];
  }
  if (isNchwc(node, 'Upsample')) {
    const scales = integersAttribute(node, 'scales') ?? [];
    return size.map((side, axis) => side * (scales[axis + 1] ?? 1));
  }
  if (node.domain === NCHWC) return null;
  switch (node.operator) {
    case 'Transpose': {
      const axes = integersAttribute(node, 'perm') ?? [];
      return axes[0] === 0 ? axes.slice(1).map((axis) => size[axis - 1] ?? 0) : null;
    }
    case 'Concat':
      return integerAttribute(node, 'axis') === 1 ? stacked(read) : null;
    default:
      return isByElement(node) ? broadcast(read) : null;
  }
}

/** Operators whose every value is of the values at its place. */
export function isByElement({ operator, domain }: FileNode): boolean {
  return (domain === '' || domain === 'com.microsoft') && BY_ELEMENT.has(operator);
}

const BY_ELEMENT: ReadonlySet<string> = new Set([
  ...[
    'Add',
    'Cast',
    'Elu',
    'Erf',
    'Gelu',
    'HardSigmoid',
    'HardSwish',
    'Identity',
    'LeakyRelu',
    'Mul',
    'QuickGelu',
    'Relu',
  ],
  ...['Selu', 'Sigmoid', 'Softplus', 'Softsign', 'Sub', 'Tanh'],
]);

function stacked(parts: readonly (ValueSize | null)[]): ValueSize | null {
  const [first] = parts;
  if (!first || parts.some((part) => part === null)) return null;
  return [parts.reduce((channels, part) => channels + (part?.[0] ?? 0), 0), ...first.slice(1)];
}

function broadcast(operands: readonly (ValueSize | null)[]): ValueSize | null {
  const rank = Math.max(...operands.map((operand) => operand?.length ?? 0));
  if (operands.some((operand) => operand === null)) return null;
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(...operands.map((operand) => operand?.at(axis - rank) ?? 1)),
  );
}
