import { isWholeGather } from './head-operators.js';
import type { Network } from './network.js';
import { type FileNode, integerAttribute, kindOf } from './read/node.js';
import { integerTensor, ownNodeMessage } from './write/messages.js';
import { type Message, piecesOf } from './write/protobuf.js';

export interface FreedReshape {
  readonly node: Pick<FileNode, 'inputs' | 'readInside' | 'kept'>;
  /** Its new shape. */
  readonly shape: Message;
}

/**
 * Frees the batch of a Reshape to a constant shape that begins with one, and of a Gather that only changes the shape. A trial must
 * show that the network then gives the same: the first axis need not be the batch.
 *
 * @returns null for other nodes
 */
export function freedReshape(network: Network, node: FileNode): FreedReshape | null {
  const isReshape = kindOf(node) === 'Reshape';
  if (!isReshape && !isWholeGather(network, node)) return null;
  const shape = node.inputs[1] ?? '';
  const [first, ...rest] =
    (isReshape ? network.integersOf(shape) : network.constantOf(shape)?.dimensions) ?? [];
  if (first !== 1 || rest.length === 0) return null;
  // One axis alone may follow from the others; 0 takes the size that the axis has.
  const freed = rest.includes(-1) ? 0 : -1;
  if (freed === 0 && integerAttribute(node, 'allowzero') === 1) return null;
  const [data = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const name = `@shape of ${output}`;
  const reshape = { operator: 'Reshape', name: output, inputs: [], attributes: {} };
  const kept = isReshape ? node.kept : [...piecesOf(ownNodeMessage(reshape))];
  return {
    node: { inputs: [data, name], readInside: node.readInside, kept },
    shape: integerTensor(name, [freed, ...rest]),
  };
}
