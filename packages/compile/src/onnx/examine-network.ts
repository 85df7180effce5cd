import { SlcError } from '@slc/domain';
import type { TrialValue } from '@slc/engine-onnx';
import {
  type ClassWeights,
  findRandomOperator,
  type Head,
  type LogitsOf,
  layoutOfValue,
  type Network,
  type PictureInput,
  type RewrittenOutputs,
} from '@slc/onnx-file';
import type { Given, Trials } from './trials.js';

/** What running a network once showed of its outputs. */
export interface Examined {
  readonly outputs: RewrittenOutputs & { readonly logits: NonNullable<RewrittenOutputs['logits']> };
  /** Without the batch, as the network gives it. */
  readonly outputShape: readonly number[];
  /** Two for one logit. */
  readonly classes: number;
  readonly map: ExaminedMap | null;
  /** What the value of the classes is for each picture alone. */
  readonly alone: readonly [Float32Array, Float32Array, Float32Array];
}

export interface ExaminedMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classWeights: ClassWeights | null;
}

const LOGITS = '@observed-logits';
const EMBEDDING = '@observed-embedding';
const candidateName = (index: number) => `@observed-map-${index}`;

/** More numbers than any pooled embedding has, or any row of classes: what is longer is neither. */
const LONGEST_EMBEDDING = 65_536;

/** Runs the network on one picture at a time, and finds out what its head's values are. */
export async function examineNetwork(
  network: Network,
  { head, input, trials }: { readonly head: Head; readonly input: PictureInput; readonly trials: Trials },
): Promise<Examined> {
  const observed = new Map([[LOGITS, head.logits]]);
  if (head.embedding !== null) observed.set(EMBEDDING, head.embedding);
  for (const [index, { value }] of head.mapCandidates.entries()) observed.set(candidateName(index), value);
  const random = findRandomOperator(network, head.logits);
  if (random !== null) throw changingAnswer(random);
  const outputs = { logits: null, embedding: null, activations: null, observed };
  const [first, second, third, again] = await trials.alone({ outputs, batch: 'one', freesReshapes: false });
  const { dimensions, values } = expectGiven(first, LOGITS);
  const alone = [values, expectGiven(second, LOGITS).values, expectGiven(third, LOGITS).values] as const;
  const units = values.length;
  if (units === 0 || units > LONGEST_EMBEDDING) {
    throw new SlcError(
      'unsupported_model',
      `expected one row of classes, got ${dimensions.join(' x ')} values`,
    );
  }
  assertNumbers(alone);
  if (!isSame(values, expectGiven(again, LOGITS).values)) throw changingAnswer('of one picture twice');
  const of = logitsOf(head, alone);
  const length = first.get(EMBEDDING)?.values.length ?? 0;
  const map = findMap(network, { head, input, given: first });
  return {
    outputs: {
      logits: { value: head.logits, units, of },
      embedding:
        head.embedding !== null && length > 0 && length <= LONGEST_EMBEDDING
          ? { value: head.embedding, length }
          : null,
      activations: map && { value: map.value, spatialAxes: map.spatialAxes },
    },
    outputShape: dimensions[0] === 1 && dimensions.length > 1 ? dimensions.slice(1) : dimensions,
    classes: of === 'one-logit' ? 2 : units,
    map,
    alone,
  };
}

function changingAnswer(why: string): SlcError {
  const advice = 'export it as it is used, not as it is trained (in PyTorch, after model.eval())';
  return new SlcError(
    'unsupported_model',
    `expected a network that gives the same answer to the same picture each time, it does not (${why}): ${advice}`,
  );
}

/** To the bit: one thread computes them in the same order. */
function isSame(first: Float32Array, again: Float32Array): boolean {
  return first.length === again.length && first.every((value, i) => value === again[i]);
}

function assertNumbers(rows: readonly Float32Array[]): void {
  const found = rows.flatMap((row) => [...row]).find((value) => !Number.isFinite(value));
  if (found === undefined) return;
  const message = `expected numbers for the classes of a picture, the network gives ${found}`;
  throw new SlcError('unsupported_model', message);
}

function expectGiven(given: Given, name: string): TrialValue {
  const value = given.get(name);
  if (value) return value;
  throw new SlcError('internal', `trial of the network: expected ${name} among its outputs`);
}

/** How far a sum of probabilities may be from 1 in float16. */
const SUM_TOLERANCE = 2e-3;

function logitsOf({ finalActivation }: Head, rows: readonly Float32Array[]): LogitsOf {
  if (rows[0]?.length === 1) return 'one-logit';
  if (finalActivation !== 'linear') return 'logits';
  const areProbabilities = rows.every((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return Math.abs(sum - 1) < SUM_TOLERANCE && row.every((value) => value >= 0 && value <= 1);
  });
  return areProbabilities ? 'probabilities' : 'logits';
}

interface FoundMap extends ExaminedMap {
  readonly value: string;
  readonly spatialAxes: readonly [number, number];
}

/** The nearest candidate that is a picture of more than one place. */
function findMap(
  network: Network,
  { head, input, given }: { readonly head: Head; readonly input: PictureInput; readonly given: Given },
): FoundMap | null {
  for (const [index, { value, spatialAxes, classWeights, kernel }] of head.mapCandidates.entries()) {
    const { dimensions = [] } = given.get(candidateName(index)) ?? {};
    if (dimensions.length !== 4 || dimensions[0] !== 1) continue;
    const axes = spatialAxes ?? (layoutOfValue(network, value, input) === 'channels-first' ? [2, 3] : [1, 2]);
    const [height = 0, width = 0] = axes.map((axis) => dimensions[axis]);
    const channels = dimensions[axes[0] === 2 ? 1 : 3] ?? 0;
    const poolsAll = kernel === null || (kernel[0] === height && kernel[1] === width);
    if (height * width > 1) {
      return {
        value,
        spatialAxes: axes,
        height,
        width,
        channels,
        classWeights: poolsAll ? classWeights : null,
      };
    }
  }
  return null;
}
