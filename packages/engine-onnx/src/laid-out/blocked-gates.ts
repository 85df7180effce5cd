import {
  type FileNode,
  Network,
  type OnnxFile,
  type OnnxNode,
  ownNodeMessage,
  piecesOf,
  readNode,
} from '@slc/onnx-file';
import { isNchwc, NCHWC } from './nchwc.js';
import { valueSizes } from './value-sizes.js';

/**
 * Leaves images in blocks where they meet a gate, which is one number a channel (squeeze and excitation). onnxruntime brings both into
 * planar order for that, and the product back into blocks; here the gate is spread over the image instead. The numbers are the same.
 *
 * @returns the same file where it has none
 */
export function withBlockedGates(file: OnnxFile): OnnxFile {
  const network = new Network(file);
  const sizes = valueSizes(file);
  const outputs = file.outputs.map(({ name }) => name);
  /** What takes the place of a node. */
  const replacements = new Map<FileNode, readonly FileNode[]>();
  for (const node of file.nodes) {
    const [back, ...others] = network.readersOf(node.outputs[0] ?? '');
    const isBetween = back && others.length === 0 && isNchwc(back, 'ReorderInput');
    const factors = node.inputs.map((input) => network.makerOf(input));
    if (node.operator !== 'Mul' || !isBetween || !factors.every(isBackInPlanes)) continue;
    // A gate comes first or last.
    const [first = '', second = ''] = factors.map((factor) => factor?.inputs[0] ?? '');
    const isFirstGate = isOnePixel(sizes.get(first));
    const [image, gate] = isFirstGate ? [second, first] : [first, second];
    const [channels, ...sides] = sizes.get(image) ?? [];
    if (!isOnePixel(sizes.get(gate)) || channels !== sizes.get(gate)?.[0] || sides.length !== 2) continue;
    const [product = ''] = back.outputs;
    const spread = `${product}@spread`;
    replacements.set(node, [
      fileNode({
        operator: 'Upsample',
        domain: NCHWC,
        name: spread,
        inputs: [gate],
        attributes: {
          scales: [1, 1, ...sides],
          mode: { text: 'nearest' },
          coordinate_transformation_mode: { text: 'asymmetric' },
        },
      }),
      fileNode({ operator: 'Mul', name: product, inputs: [image, spread], attributes: {} }),
    ]);
    replacements.set(back, []);
  }
  if (replacements.size === 0) return file;
  const nodes = file.nodes.flatMap((node) => replacements.get(node) ?? [node]);
  return { ...file, nodes: new Network({ ...file, nodes }).neededFor(outputs) };
}

function isBackInPlanes(maker: FileNode | undefined): boolean {
  return maker !== undefined && isNchwc(maker, 'ReorderOutput');
}

function isOnePixel(size: readonly number[] | undefined): boolean {
  return size?.slice(1).join() === '1,1';
}

function fileNode(node: OnnxNode): FileNode {
  return readNode(Buffer.concat([...piecesOf(ownNodeMessage(node))]));
}
