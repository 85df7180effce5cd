import { carries, flattens, isPointwise, type Pooled, pooledAxes, stops } from './head-operators.js';
import { LONGEST_WAY } from './limits.js';
import type { Network } from './network.js';
import { type FileNode, floatAttribute, integerAttribute, integersAttribute, kindOf } from './read/node.js';

/** What a classifier ends with, by the names of its values. */
export interface Head {
  /** The value that serves as logits. */
  readonly logits: string;
  /** What was cut off after it; `linear` for nothing. */
  readonly finalActivation: 'softmax' | 'log-softmax' | 'sigmoid' | 'linear';
  /** What the last weights read. Null where the network ends without, as SqueezeNet does. */
  readonly embedding: string | null;
  /** Values that may be the last spatial activations, the nearest to the logits first: their shapes decide. */
  readonly mapCandidates: readonly MapCandidate[];
}

export interface MapCandidate {
  readonly value: string;
  /** The axes of its two sides, where the operator that reads it says them. */
  readonly spatialAxes: readonly [number, number] | null;
  /** What a class's logit is of the pooled activations, where that is all there is: a class activation map. */
  readonly classWeights: ClassWeights | null;
  /** The sides of a pooling that says them: it takes the mean of the whole map only where that is as large. */
  readonly kernel: readonly number[] | null;
}

/** Logits that are weighted sums of the pooled activations. */
export interface ClassWeights {
  /** The tensor's name: (channels, classes), or (classes, channels) where it is transposed. Null where each channel is a class. */
  readonly weights: string | null;
  readonly isTransposed: boolean;
  readonly factor: number;
  /** Batch norms between pooling and weights: each scales the channels. */
  readonly norms: readonly FileNode[];
}

const FINAL: ReadonlyMap<string, Head['finalActivation']> = new Map([
  ['Softmax', 'softmax'],
  ['LogSoftmax', 'log-softmax'],
  ['Sigmoid', 'sigmoid'],
]);

const WEIGHTED: ReadonlySet<string> = new Set([
  'Gemm',
  'MatMul',
  'MatMulInteger',
  'QLinearMatMul',
  'com.microsoft:QGemm',
  'com.microsoft:FusedMatMul',
  'com.microsoft:FusedGemm',
  'com.microsoft:MatMulIntegerToFloat',
  'com.microsoft:DynamicQuantizeMatMul',
]);

/**
 * Finds a network's head, walking back from its output.
 *
 * @param output the value that gives the classes
 */
export function findHead(network: Network, output: string): Head {
  const { maker } = network.wayBack(output, (node) => carries(network, node));
  const finalActivation = (maker && finalActivationOf(maker)) ?? 'linear';
  const logits = finalActivation === 'linear' ? output : (maker?.inputs[0] ?? output);
  const weighted = findWeighted(network, logits);
  const read = [...new Set(weighted.map(({ inputs }) => inputs[0] ?? ''))];
  const [embedding = null, ...others] = read;
  return {
    logits,
    finalActivation,
    embedding: others.length === 0 ? embedding : null,
    mapCandidates: findMaps(network, { from: weighted.length > 0 ? read : [logits], logits, weighted }),
  };
}

function finalActivationOf(node: FileNode): Head['finalActivation'] | undefined {
  // A softmax over the batch is none over the classes.
  return integerAttribute(node, 'axis') === 0 ? undefined : FINAL.get(kindOf(node));
}

/**
 * The last weights on the way to the logits: after them stand only carriers, activations, a bias, a constant factor, and sums of branches that end in
 * weights each. None where a branch ends otherwise.
 */
function findWeighted(network: Network, logits: string): readonly FileNode[] {
  const found = new Set<FileNode>();
  const open = new Set([logits]);
  // What is added is met in its turn.
  for (const value of open) {
    const maker = network.makerOf(value);
    if (!maker || open.size > LONGEST_WAY) return [];
    const computed = computedOf(network, maker);
    if (isWeighted(network, maker)) {
      // Weights stand behind what they weigh: a product of the weights with it gives other rows.
      if (computed.length !== 1 || computed[0] !== maker.inputs[0]) return [];
      found.add(maker);
    } else if (
      computed.length > 0 &&
      (carries(network, maker) || KEEPS_PLACE.has(kindOf(maker)) || JOINS_ROWS.has(kindOf(maker)))
    ) {
      for (const input of computed) open.add(input);
    } else return [];
  }
  return [...found];
}

function isWeighted(network: Network, node: FileNode): boolean {
  return WEIGHTED.has(kindOf(node)) || isPointwise(network, node);
}

/** Probabilities that are written out end in these: each class keeps its place in the row. */
const KEEPS_PLACE: ReadonlySet<string> = new Set([
  'Sigmoid',
  'Softmax',
  'LogSoftmax',
  'Tanh',
  'Exp',
  'Log',
  'Neg',
  'Reciprocal',
  'Clip',
]);

/** Of two values: one may be a constant. */
const JOINS_ROWS: ReadonlySet<string> = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'com.microsoft:QLinearAdd',
  'com.microsoft:QLinearMul',
]);

/** The inputs of a node that depend on the picture; of a carrier, what it carries. */
function computedOf(network: Network, node: FileNode): readonly string[] {
  const inputs = carries(network, node) ? node.inputs.slice(0, 1) : node.inputs;
  return inputs.filter((input) => isComputed(network, input));
}

/** Whether a value depends on the picture, apart from the steps of its bytes in dynamic int8. */
function isComputed(network: Network, value: string): boolean {
  if (value === '' || network.isConstant(value) || isStep(network, value)) return false;
  const maker = network.makerOf(value);
  // The step of a product is that of both its factors.
  const isStepOfProduct =
    maker !== undefined &&
    kindOf(maker) === 'Mul' &&
    maker.inputs.every((input) => isStep(network, input) || network.isConstant(input));
  return !isStepOfProduct;
}

function isStep(network: Network, value: string): boolean {
  const maker = network.makerOf(value);
  return maker !== undefined && kindOf(maker) === 'DynamicQuantizeLinear' && value !== maker.outputs[0];
}

interface MapSearch {
  readonly from: readonly string[];
  readonly logits: string;
  readonly weighted: readonly FileNode[];
}

/**
 * The inputs of the poolings and flattenings before the head. The search goes on through what heads are made of, and stops at
 * convolutions, attention and sums of two branches, behind which a pooling is not the head's.
 */
function findMaps(network: Network, { from, logits, weighted }: MapSearch): MapCandidate[] {
  const found: MapCandidate[] = [];
  const open = new Set(from);
  // Before the first weights, in a head of which nothing else is known: what is added there are its branches.
  const inHead = new Set(weighted.length === 0 ? from : []);
  let steps = 0;
  // What is added is met in its turn.
  for (const value of open) {
    steps += 1;
    if (steps > LONGEST_WAY) break;
    const maker = network.makerOf(value);
    if (!maker) continue;
    const read = maker.inputs[0] ?? '';
    const spatialAxes = pooledAxes(network, maker);
    if (spatialAxes || flattens(maker)) {
      const classWeights = spatialAxes && findClassWeights(network, { pooled: value, logits, weighted });
      const kernel = integersAttribute(maker, 'kernel_shape') ?? null;
      if (read !== '') found.push({ value: read, spatialAxes: axesOf(spatialAxes), classWeights, kernel });
      if (spatialAxes) continue;
    }
    if (stops(network, maker)) continue;
    const computed = maker.inputs.filter((input) => input !== '' && !network.isConstant(input));
    const kind = kindOf(maker);
    const isBranching = JOINS.has(kind) || (kind === 'Add' && inHead.has(value));
    if (computed.length > 1 && !isBranching) continue;
    for (const input of computed) {
      open.add(input);
      if (inHead.has(value) && !isWeighted(network, maker)) inHead.add(input);
    }
  }
  return found;
}

/** Operators of a normalisation that is written out, and of what joins two poolings. */
const JOINS: ReadonlySet<string> = new Set(['Sub', 'Div', 'Mul', 'Concat']);

function axesOf(pooled: Pooled | null): readonly [number, number] | null {
  if (pooled === null) return null;
  return pooled === 'planar' ? [2, 3] : pooled;
}

interface PooledValue {
  readonly pooled: string;
  readonly logits: string;
  readonly weighted: readonly FileNode[];
}

const MEANS: ReadonlySet<string> = new Set(['GlobalAveragePool', 'AveragePool', 'ReduceMean']);

/** Walks from the logits back to a mean over the sides: only what keeps each channel's share may lie between. */
function findClassWeights(
  network: Network,
  { pooled, logits, weighted: [weighted, ...others] }: PooledValue,
): ClassWeights | null {
  if (others.length > 0) return null;
  const pooling = network.makerOf(pooled);
  if (!pooling || !MEANS.has(kindOf(pooling))) return null;
  if (!weighted) {
    const isBare = network.wayBack(logits, (node) => carries(network, node)).maker === pooling;
    return isBare ? { weights: null, isTransposed: false, factor: 1, norms: [] } : null;
  }
  const kind = kindOf(weighted);
  const isConvolution = isPointwise(network, weighted);
  const isPlain = kind === 'Gemm' || kind === 'MatMul' || isConvolution;
  if (!isPlain || integerAttribute(weighted, 'transA')) return null;
  if (!areWeightedSums(network, logits, weighted)) return null;
  const norms = normsBetween(network, weighted.inputs[0] ?? '', pooling);
  return (
    norms && {
      weights: weighted.inputs[1] ?? '',
      // Kernels of a convolution are (classes, channels, 1, 1).
      isTransposed: isConvolution || integerAttribute(weighted, 'transB') === 1,
      factor: floatAttribute(weighted, 'alpha') ?? 1,
      norms,
    }
  );
}

/** @returns null where anything but carriers and batch norms lies between */
function normsBetween(network: Network, value: string, pooling: FileNode): readonly FileNode[] | null {
  const isNorm = (node: FileNode) => kindOf(node) === 'BatchNormalization';
  const { maker, passed } = network.wayBack(value, (node) => isNorm(node) || carries(network, node));
  return maker === pooling ? passed.filter(isNorm) : null;
}

/** Whether the logits are what the weights give, apart from carriers and a bias. */
function areWeightedSums(network: Network, logits: string, weighted: FileNode): boolean {
  const isSum = (node: FileNode) => kindOf(node) === 'Add' && computedOf(network, node).length === 1;
  const { maker } = network.wayBack(
    logits,
    (node) => carries(network, node) || isSum(node),
    (node) => computedOf(network, node)[0] ?? null,
  );
  return maker === weighted;
}
