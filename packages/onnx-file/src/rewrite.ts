import type { Normalisation } from '@slc/domain';
import { unsupportedFile } from './faults.js';
import { freedReshape } from './free-reshapes.js';
import type { Network } from './network.js';
import type { PictureInput } from './picture-input.js';
import { pictureNodes } from './picture-nodes.js';
import { cleanMessage } from './read/known-fields.js';
import { type FileNode, nodeMessage } from './read/node.js';
import { TENSOR } from './read/shapes.js';
import type { FileTensor } from './read/tensor.js';
import { outputValue, PIXELS } from './value-names.js';
import {
  ELEMENT_TYPE,
  floatTensor,
  integerTensor,
  type OnnxNode,
  type OnnxValue,
  ownNodeMessage,
  tensorMessage,
  valueMessage,
} from './write/messages.js';
import {
  type Chunk,
  integerField,
  type Message,
  message,
  messageField,
  textField,
} from './write/protobuf.js';

/** What becomes of the value that a file gives for its classes. */
export type LogitsOf =
  /** It is one logit a class. */
  | 'logits'
  /** It is the logit of the second of two classes: the first one's is 0. */
  | 'one-logit'
  /** It is one probability a class, of which no softmax was found: their logarithms serve as logits. */
  | 'probabilities';

export interface RewrittenOutputs {
  /** `units`: how many numbers the value has for a picture. */
  readonly logits: { readonly value: string; readonly units: number; readonly of: LogitsOf } | null;
  readonly embedding: { readonly value: string; readonly length: number } | null;
  readonly activations: { readonly value: string; readonly spatialAxes: readonly [number, number] } | null;
  /** Given as they are, under the names that they have here. For finding out what they are. */
  readonly observed?: ReadonlyMap<string, string>;
}

export interface RewriteOptions {
  readonly input: PictureInput;
  readonly normalisation: Normalisation;
  readonly outputs: RewrittenOutputs;
  /** `one`: the network takes one picture at a time. */
  readonly batch: 'free' | 'one';
  /** Whether constant shapes that say a batch of one are freed. */
  readonly freesReshapes: boolean;
  /** What becomes of a weight: its message. */
  readonly weight: (tensor: FileTensor) => Message;
}

/**
 * Rewrites a stranger's network to this product's: `@pixels`, uint8 (batch, height, width, 3), goes in, scaled and turned as
 * the network wants it; `@logits`, `@embedding` and `@activations` come out as float32. What only other outputs need is left
 * out, and so are documentation, metadata and declared shapes, which need not be true.
 */
export function rewriteNetwork(network: Network, options: RewriteOptions): Message {
  const { input, outputs, batch, freesReshapes, weight } = options;
  const { file } = network;
  assertOwnNames(network);
  const front = pictureNodes(input, options.normalisation);
  const back = outputNodes(outputs);
  const needed = network.neededFor(valuesRead(outputs));
  const freed = freesReshapes ? needed.map((node) => freedReshape(network, node)) : [];
  const shapes = freed.flatMap((each) => each?.shape ?? []);
  const nodes = needed.map((node, i) => freed[i]?.node ?? node);
  const read = new Set(nodes.flatMap(({ inputs, readInside }) => [...inputs, ...readInside]));
  for (const value of valuesRead(outputs)) read.add(value);
  const weights = [...file.initializers.values()].filter(({ name }) => read.has(name));
  const batchSize = batch === 'free' ? 'batch' : 1;
  const pixels: OnnxValue = {
    name: PIXELS,
    elementType: ELEMENT_TYPE.uint8,
    dimensions: [batchSize, input.height, input.width, 3],
  };
  const graph = message(
    ...front.nodes.map((node) => messageField(1, ownNodeMessage(node))),
    ...nodes.map((node: Pick<FileNode, 'inputs' | 'kept'>) => messageField(1, nodeMessage(node))),
    ...back.nodes.map((node) => messageField(1, ownNodeMessage(node))),
    textField(2, 'classifier'),
    ...weights.map((tensor) => messageField(5, weight(tensor))),
    ...[...front.initializers, ...back.constants, ...shapes].map((tensor) => messageField(5, tensor)),
    messageField(11, valueMessage(pixels)),
    ...back.nodes.filter(isOutput).map((node) => messageField(12, valueMessage(outputOf(node)))),
    ...file.annotations.map((annotation) => messageField(14, annotation)),
    ...file.sparseInitializers.map((tensor) => messageField(15, tensor)),
  );
  return message(
    // From version 4 on, weights need not be listed as inputs.
    integerField(1, Math.max(file.irVersion, 4)),
    textField(2, 'skin-lesion-classifier'),
    messageField(7, graph),
    ...[...file.opsets].map(([domain, version]) =>
      messageField(8, message(textField(1, domain), integerField(2, version))),
    ),
    ...file.functions.map((each) => messageField(25, each.message)),
  );
}

/**
 * Names that begin so are ours: a file that uses one as well would have its values taken for those.
 *
 * @throws SlcError `unsupported_model`
 */
function assertOwnNames({ file }: Network): void {
  const inputs = file.inputs.map(({ name }) => name);
  const given = file.nodes.flatMap(({ outputs }) => outputs);
  for (const names of [inputs, given, file.initializers.keys()]) {
    for (const name of names) {
      if (!OURS.test(name)) continue;
      const advice = 'give the file that its framework exported';
      throw unsupportedFile(
        `value ${name}: expected another name, which this product gives itself: ${advice}`,
      );
    }
  }
}

const OURS = /^@(pixels|logits|embedding|activations|observed|shape of )/;

function valuesRead({ logits, embedding, activations, observed }: RewrittenOutputs): readonly string[] {
  const values = [logits?.value, embedding?.value, activations?.value, ...(observed?.values() ?? [])];
  return values.filter((value) => value !== undefined);
}

/** Every output ends in a node of ours, whose name is the output's. */
function isOutput({ name }: OnnxNode): boolean {
  return !name.includes('/');
}

function outputOf({ name }: OnnxNode): OnnxValue {
  return { name, elementType: ELEMENT_TYPE.float32, dimensions: null };
}

/** Nodes that give the outputs, and their constants. */
function outputNodes({ logits, embedding, activations, observed }: RewrittenOutputs): Added {
  const parts = [
    logits && logitsNodes(logits),
    embedding && inRows(outputValue('embedding'), embedding.value, embedding.length),
    activations && { nodes: activationNodes(activations), constants: [] },
    { nodes: [...(observed ?? [])].map(([name, value]) => float(name, value)), constants: [] },
  ].filter((part) => part !== null);
  return {
    nodes: parts.flatMap(({ nodes }) => nodes),
    constants: parts.flatMap(({ constants }) => constants),
  };
}

interface Added {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly Message[];
}

function float(name: string, input: string): OnnxNode {
  return { operator: 'Cast', name, inputs: [input], attributes: { to: ELEMENT_TYPE.float32 } };
}

/** A value as float32 (batch, length). */
function inRows(name: string, value: string, length: number): Added {
  const [wide, shape] = [`${name}/float`, `${name}/shape`];
  return {
    nodes: [float(wide, value), { operator: 'Reshape', name, inputs: [wide, shape], attributes: {} }],
    constants: [integerTensor(shape, [-1, length])],
  };
}

function logitsNodes({ value, units, of }: NonNullable<RewrittenOutputs['logits']>): Added {
  const output = outputValue('logits');
  if (of === 'logits') return inRows(output, value, units);
  const rows = `${output}/rows`;
  const { nodes, constants } = inRows(rows, value, units);
  if (of === 'one-logit') {
    const zero = `${output}/zero`;
    const pair = [
      { operator: 'Sub', name: zero, inputs: [rows, rows], attributes: {} },
      { operator: 'Concat', name: output, inputs: [zero, rows], attributes: { axis: 1 } },
    ];
    return { nodes: [...nodes, ...pair], constants };
  }
  const [least, possible] = [`${output}/least`, `${output}/possible`];
  const logarithms = [
    { operator: 'Max', name: possible, inputs: [rows, least], attributes: {} },
    { operator: 'Log', name: output, inputs: [possible], attributes: {} },
  ];
  const leastValue = floatTensor(least, { shape: [1, 1], data: Float32Array.of(LEAST_PROBABILITY) });
  return { nodes: [...nodes, ...logarithms], constants: [...constants, leastValue] };
}

/** Zero, whose logarithm is no number, is taken for this: about the least that float32 has. */
const LEAST_PROBABILITY = 1e-37;

/** As (batch, height, width, channels). */
function activationNodes({
  value,
  spatialAxes,
}: NonNullable<RewrittenOutputs['activations']>): readonly OnnxNode[] {
  const isPlanar = spatialAxes[0] === 2;
  const name = outputValue('activations');
  if (!isPlanar) return [float(name, value)];
  const wide = `${name}/float`;
  const turn = {
    operator: 'Transpose',
    name,
    inputs: [wide],
    attributes: { perm: [0, 2, 3, 1] },
  };
  return [float(wide, value), turn];
}

/**
 * A weight with its values inside.
 *
 * @param externalBytes reads those of a tensor that has a file of its own
 */
export function wholeWeight(tensor: FileTensor, externalBytes: (tensor: FileTensor) => Chunk): Message {
  if (!tensor.external) return cleanMessage(tensor.message, TENSOR);
  const { name, elementType, dimensions } = tensor;
  return tensorMessage({ name, elementType, dimensions, bytes: externalBytes(tensor) });
}
