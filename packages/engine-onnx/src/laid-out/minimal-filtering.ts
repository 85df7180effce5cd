import {
  type FileNode,
  type FileTensor,
  type Message,
  nodeMessage,
  type OnnxFile,
  wholeFields,
} from '@slc/onnx-file';
import { copiedAttributes, isNchwc } from './nchwc.js';
import { fourOf, PlaneWriter } from './planes.js';
import { isCentred, windowOf } from './sliding-window.js';
import { isByElement, type ValueSize, valueSizes } from './value-sizes.js';
import { writeFiltered } from './winograd.js';

/** A laid-out network, written anew. */
export interface FilteredNetwork {
  readonly nodes: readonly Message[];
  /** Weights of the file that are still read, and the constants of the new nodes. */
  readonly kept: readonly Message[];
  readonly constants: readonly Message[];
  /** Weights of convolutions of which the nodes read the six of `filterNames` instead. */
  readonly filters: readonly FileTensor[];
}

/**
 * Writes a laid-out network's nodes anew, with half of the multiplications in its convolutions of 3 x 3 pixels: Winograd's minimal
 * filtering F(4, 3) along the rows. In memory a pixel's channels lie in blocks, so that every fourth column can be dealt out to a plane
 * of its own, and each step is an operator that onnxruntime has. The planes are kept through all that works pixel by pixel: most
 * networks deal them out once and put them together once, before their next stride.
 *
 * Numbers differ as those of another order of summation do.
 *
 * @param blockSize as of `readBlockSize`
 */
export function withMinimalFiltering(file: OnnxFile, blockSize: number): FilteredNetwork {
  const sizes = valueSizes(file);
  const writer = new PlaneWriter(sizes, blockSize);
  const filters = new Map<string, FileTensor>();
  for (const node of file.nodes) {
    const weights = file.initializers.get(node.inputs[1] ?? '');
    if (weights && isCandidate(node, file) && hasPlanes(node, { sizes, writer })) {
      filters.set(weights.name, weights);
      writeFiltered(writer, { node, weights });
    } else if (runsOnPlanes(node, file, { sizes, writer })) {
      writeOnPlanes(node, file, writer);
    } else {
      writer.copy(node);
    }
  }
  for (const { name } of file.outputs) writer.needWhole(name);
  const kept = [...file.initializers.values()].filter(({ name }) => writer.isRead(name));
  return {
    nodes: writer.nodes,
    kept: kept.map(asItIs),
    constants: writer.constants,
    filters: [...filters.values()],
  };
}

/** The first opset whose Slice takes its places as inputs. */
const SLICE_BY_INPUTS = 10;

/** Columns: two in each plane. */
const NARROWEST = 8;

/**
 * What is saved grows with inputs times outputs, what the sums before and after cost with inputs and outputs: the least
 * harmonic mean of both at which it was faster.
 */
const FEWEST_CHANNELS = 32;

/** The network as it is. */
export function unfiltered({ nodes, initializers }: OnnxFile): FilteredNetwork {
  const read = new Set(nodes.flatMap(({ inputs, readInside }) => [...inputs, ...readInside]));
  const kept = [...initializers.values()].filter(({ name }) => read.has(name));
  return { nodes: nodes.map(nodeMessage), kept: kept.map(asItIs), constants: [], filters: [] };
}

function asItIs({ message }: FileTensor): Message {
  return wholeFields([message]);
}

/** Whether a network has a convolution that may gain by it. */
export function hasCandidates(file: OnnxFile): boolean {
  return (file.opsets.get('') ?? 0) >= SLICE_BY_INPUTS && file.nodes.some((node) => isCandidate(node, file));
}

function isCandidate(node: FileNode, file: OnnxFile): boolean {
  const [outputs = 0, inputs = 0] = file.initializers.get(node.inputs[1] ?? '')?.dimensions ?? [];
  const window = windowOf(node, file);
  return (
    isNchwc(node, 'Conv') &&
    window !== null &&
    isCentred(window, 3) &&
    window.groups === 1 &&
    (2 * inputs * outputs) / (inputs + outputs) >= FEWEST_CHANNELS
  );
}

function hasPlanes(
  { inputs: [input = '', , , residual = ''] }: FileNode,
  { sizes, writer }: Values,
): boolean {
  const [, , width = 0] = sizes.get(input) ?? [];
  return width >= NARROWEST && writer.canBePlanes(input) && (residual === '' || writer.canBePlanes(residual));
}

interface Values {
  readonly sizes: ReadonlyMap<string, ValueSize>;
  readonly writer: PlaneWriter;
}

/** Whether a node gives each pixel of that pixel alone, and one of its values is there in planes only. */
function runsOnPlanes(node: FileNode, file: OnnxFile, { sizes, writer }: Values): boolean {
  const { initializers } = file;
  const window = windowOf(node, file);
  const read = node.inputs.filter((input) => input !== '' && !initializers.has(input));
  const values = [...read, ...node.outputs];
  const [first = ''] = values;
  const isSameExtent = (value: string) =>
    sizes.get(value)?.slice(1).join() === sizes.get(first)?.slice(1).join();
  return (
    read.some((value) => writer.isOnlyInPlanes(value)) &&
    values.every((value) => writer.canBePlanes(value) && isSameExtent(value)) &&
    (isNchwc(node, 'Conv')
      ? window !== null && isCentred(window, 1)
      : isByElement(node) && read.length === node.inputs.length && isSameSize(values, sizes))
  );
}

function isSameSize(values: readonly string[], sizes: Values['sizes']): boolean {
  return new Set(values.map((value) => sizes.get(value)?.join())).size === 1;
}

function writeOnPlanes(node: FileNode, { initializers }: OnnxFile, writer: PlaneWriter): void {
  const attributes = copiedAttributes(node, [...node.attributes.keys()]);
  const { operator, domain, inputs } = node;
  const read = inputs.map((input) =>
    input === '' || initializers.has(input) ? fourOf(() => input) : writer.planesOf(input),
  );
  const planes = fourOf((i) =>
    writer.node(
      operator,
      read.map((each) => each[i] ?? ''),
      { attributes, domain },
    ),
  );
  writer.setPlanes(node.outputs[0] ?? '', planes);
}
