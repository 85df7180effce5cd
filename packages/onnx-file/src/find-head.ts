import { carries, flattens, isPointwise, type Pooled, pooledAxes, STOPS } from './head-operators.js';
import type { Network } from './network.js';
import { type FileNode, floatAttribute, integerAttribute, integersAttribute } from './read/node.js';

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

const FINAL: Readonly<Record<string, Head['finalActivation']>> = {
  Softmax: 'softmax',
  LogSoftmax: 'log-softmax',
  Sigmoid: 'sigmoid',
};

const WEIGHTED: ReadonlySet<string> = new Set([
  'Gemm',
  'MatMul',
  'MatMulInteger',
  'QLinearMatMul',
  'QGemm',
  'FusedMatMul',
  'FusedGemm',
  'DynamicQuantizeMatMul',
]);

/**
 * Finds a network's head, walking back from its output.
 *
 * @param output the value that gives the classes
 */
export function findHead(network: Network, output: string): Head {
  const last = skipCarriers(network, output);
  const maker = network.makerOf(last);
  const finalActivation = (maker && FINAL[maker.operator]) ?? 'linear';
  const logits = finalActivation === 'linear' ? output : (maker?.inputs[0] ?? output);
  const weighted = findWeighted(network, logits);
  const from = weighted ? (weighted.inputs[0] ?? null) : null;
  return {
    logits,
    finalActivation,
    embedding: from,
    mapCandidates: findMaps(network, { from: from ?? logits, logits, weighted }),
  };
}

function skipCarriers(network: Network, value: string): string {
  let at = value;
  for (let steps = 0; steps < LONGEST_HEAD; steps++) {
    const maker = network.makerOf(at);
    if (!maker || !carries(network, maker)) break;
    at = maker.inputs[0] ?? '';
  }
  return at;
}

/** The last weights on the way to the logits; after them only carriers, a bias or a constant factor. */
function findWeighted(network: Network, logits: string): FileNode | null {
  let at = logits;
  for (let steps = 0; steps < LONGEST_HEAD; steps++) {
    const maker = network.makerOf(at);
    if (!maker) return null;
    if (WEIGHTED.has(maker.operator) || isPointwise(network, maker)) return maker;
    if (!carries(network, maker) && !WITH_CONSTANT.has(maker.operator)) return null;
    const next = maker.inputs.find((input) => input !== '' && !network.isConstant(input));
    if (next === undefined) return null;
    at = next;
  }
  return null;
}

const LONGEST_HEAD = 64;

/** Of one value and a constant. */
const WITH_CONSTANT: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'QLinearAdd', 'QLinearMul']);

interface MapSearch {
  readonly from: string;
  readonly logits: string;
  readonly weighted: FileNode | null;
}

/**
 * The inputs of the poolings and flattenings before the head. The search goes on through what heads are made of, and stops at
 * convolutions, attention and sums of two branches, behind which a pooling is not the head's.
 */
function findMaps(network: Network, { from, logits, weighted }: MapSearch): MapCandidate[] {
  const found: MapCandidate[] = [];
  const seen = new Set<string>();
  const open = [from];
  for (let value = open.shift(); value !== undefined && seen.size < LONGEST_HEAD; value = open.shift()) {
    if (seen.has(value)) continue;
    seen.add(value);
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
    if (STOPS.has(maker.operator) && !carries(network, maker) && !isPointwise(network, maker)) continue;
    const computed = maker.inputs.filter((input) => input !== '' && !network.isConstant(input));
    if (computed.length > 1 && !JOINS.has(maker.operator)) continue;
    open.push(...computed);
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
  readonly weighted: FileNode | null;
}

const MEANS: ReadonlySet<string> = new Set(['GlobalAveragePool', 'AveragePool', 'ReduceMean']);

/** Walks from the logits back to a mean over the sides: only what keeps each channel's share may lie between. */
function findClassWeights(network: Network, { pooled, logits, weighted }: PooledValue): ClassWeights | null {
  const pooling = network.makerOf(pooled);
  if (!pooling || !MEANS.has(pooling.operator)) return null;
  if (!weighted) {
    const isBare = skipCarriers(network, logits) === pooled;
    return isBare ? { weights: null, isTransposed: false, factor: 1, norms: [] } : null;
  }
  const isConvolution = isPointwise(network, weighted);
  const isPlain = weighted.operator === 'Gemm' || weighted.operator === 'MatMul' || isConvolution;
  if (weighted.domain !== '' || !isPlain || integerAttribute(weighted, 'transA')) return null;
  if (!reaches(network, logits, weighted.outputs[0] ?? '')) return null;
  const norms = normsBetween(network, weighted.inputs[0] ?? '', pooled);
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
function normsBetween(network: Network, value: string, pooled: string): readonly FileNode[] | null {
  const norms: FileNode[] = [];
  let at = value;
  for (let steps = 0; at !== pooled; steps++) {
    const maker = network.makerOf(at);
    if (!maker || steps > LONGEST_HEAD) return null;
    if (maker.operator === 'BatchNormalization') norms.push(maker);
    else if (!carries(network, maker)) return null;
    at = maker.inputs[0] ?? '';
  }
  return norms;
}

/** Whether only carriers and a bias lie between. */
function reaches(network: Network, logits: string, value: string): boolean {
  let at = logits;
  for (let steps = 0; at !== value && steps < LONGEST_HEAD; steps++) {
    const maker = network.makerOf(at);
    if (!maker || (!carries(network, maker) && maker.operator !== 'Add')) return false;
    const next = maker.inputs.find((input) => input !== '' && !network.isConstant(input));
    if (next === undefined) return false;
    at = next;
  }
  return at === value;
}
