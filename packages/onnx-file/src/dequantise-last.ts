import { carries } from './head-operators.js';
import { Network } from './network.js';
import type { OnnxFile } from './read/model.js';
import { type FileNode, integerAttribute, kindOf, readNode } from './read/node.js';
import { type OnnxNode, ownNodeMessage } from './write/messages.js';
import { piecesOf } from './write/protobuf.js';

/** onnxruntime's own activations from bytes to bytes: each is the standard one between two changes of type. */
const OF_BYTES: ReadonlyMap<string, string> = new Map([
  ['com.microsoft:QLinearSoftmax', 'Softmax'],
  ['com.microsoft:QLinearSigmoid', 'Sigmoid'],
]);

/**
 * Writes the last activation of a file in int8 out as what it stands for: its input as floats, the standard activation, and bytes
 * again. So its input's floats, which are logits, have a name, and the activation can be cut off as any other.
 *
 * @param output the value that gives the classes
 * @returns the same file where it ends in no such activation
 */
export function dequantiseLast(file: OnnxFile, output: string): OnnxFile {
  const network = new Network(file);
  const { maker } = network.wayBack(output, (node) => carries(network, node));
  const standard = maker && OF_BYTES.get(kindOf(maker));
  if (!standard) return file;
  const nodes = file.nodes.flatMap((node) => (node === maker ? writtenOut(node, standard) : [node]));
  return { ...file, nodes };
}

function writtenOut(node: FileNode, operator: string): readonly FileNode[] {
  const [x = '', xScale = '', xZero = '', yScale = '', yZero = ''] = node.inputs;
  const [y = ''] = node.outputs;
  const axis = integerAttribute(node, 'axis');
  const floats = `@floats before ${y}`;
  const activated = `@floats of ${y}`;
  const steps: readonly OnnxNode[] = [
    { operator: 'DequantizeLinear', name: floats, inputs: given(x, xScale, xZero), attributes: {} },
    { operator, name: activated, inputs: [floats], attributes: axis === undefined ? {} : { axis } },
    { operator: 'QuantizeLinear', name: y, inputs: given(activated, yScale, yZero), attributes: {} },
  ];
  return steps.map((step) => readNode(Buffer.concat([...piecesOf(ownNodeMessage(step))])));
}

/** The place of zero may be left out. */
function given(...inputs: readonly string[]): readonly string[] {
  return inputs.filter((input) => input !== '');
}
