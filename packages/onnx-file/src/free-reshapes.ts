import type { Network } from './network.js';
import { type FileNode, integerAttribute } from './read/node.js';
import { integersOfTensor } from './read/tensor.js';
import { integerTensor } from './write/messages.js';
import type { Message } from './write/protobuf.js';

export interface FreedReshape {
  readonly node: Pick<FileNode, 'inputs' | 'readInside' | 'kept'>;
  /** Its new shape. */
  readonly shape: Message;
}

/**
 * A Reshape to a constant shape that begins with a batch of one takes any batch instead. Whether the network then gives the same is
 * for a trial to show: the first axis need not be the batch.
 *
 * @returns null for other nodes
 */
export function freedReshape(network: Network, node: FileNode): FreedReshape | null {
  if (node.operator !== 'Reshape' || node.domain !== '') return null;
  const tensor = network.constantOf(node.inputs[1] ?? '');
  const [first, ...rest] = (tensor && integersOfTensor(tensor)) ?? [];
  if (first !== 1 || rest.length === 0 || integerAttribute(node, 'allowzero') === 1) return null;
  // One axis alone may follow from the others; 0 takes the size that the axis has.
  const freed = rest.includes(-1) ? 0 : -1;
  const name = `@shape of ${node.outputs[0] ?? ''}`;
  const [data = ''] = node.inputs;
  return {
    node: { inputs: [data, name], readInside: node.readInside, kept: node.kept },
    shape: integerTensor(name, [freed, ...rest]),
  };
}
