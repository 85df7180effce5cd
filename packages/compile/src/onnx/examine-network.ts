import { SlcError } from '@slc/domain';
import type { TrialValue } from '@slc/engine-onnx';
import {
  areProbabilities,
  type ClassWeights,
  findRandomOperator,
  type Head,
  type LogitsOf,
  layoutOfValue,
  type Network,
  type PictureInput,
  type RewrittenOutputs,
  rangeOf,
} from '@slc/onnx-file';
import type { Given, Trials } from './trials.js';

/** What running a network once showed of its outputs. */
export interface Examined {
  readonly outputs: RewrittenOutputs & { readonly logits: NonNullable<RewrittenOutputs['logits']> };
  /** Without the batch, as the network gives it. */
  readonly outputShape: readonly number[];
  /** Two for one logit. */
  readonly classes: number;
  /** What the numbers are taken for, in words, and whether classes that exclude each other can be made of them. */
  readonly taken: { readonly as: string; readonly isExclusive: boolean };
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
  const [first, second, third, again] = await runAlone(trials, outputs, input);
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
  const { of, taken } = takeAnswers(network, head, alone);
  const map = findMap(network, { head, input, given: first });
  return {
    outputs: {
      logits: { value: head.logits, units, of },
      embedding: findEmbedding(head, first, second),
      activations: map && { value: map.value, spatialAxes: map.spatialAxes },
    },
    outputShape: withoutBatch(dimensions),
    classes: of === 'one-logit' || of === 'one-probability' ? 2 : units,
    taken,
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

/** A network that was exported for a batch of several pictures may hold that number anywhere. */
async function runAlone(trials: Trials, outputs: RewrittenOutputs, { declaredBatch }: PictureInput) {
  try {
    return await trials.alone({ outputs, batch: 'one', freesReshapes: false });
  } catch (cause) {
    if (!(cause instanceof SlcError) || declaredBatch === 'free' || declaredBatch === 1) throw cause;
    const advice = 'export it for one, or for any number (in PyTorch, dynamic_shapes or dynamic_axes)';
    const message = `expected a network that takes one picture, it was exported for ${declaredBatch} at a time: ${advice}; ${cause.message}`;
    throw new SlcError(cause.code, message, { cause });
  }
}

function expectGiven(given: Given, name: string): TrialValue {
  const value = given.get(name);
  if (value) return value;
  throw new SlcError('internal', `trial of the network: expected ${name} among its outputs`);
}

/** A row of classes has axes of one beside it: its batch, and sides of a map that was pooled. */
function withoutBatch(dimensions: readonly number[]): readonly number[] {
  const shape = dimensions[0] === 1 && dimensions.length > 1 ? dimensions.slice(1) : dimensions;
  const longer = shape.filter((size) => size !== 1);
  return longer.length > 1 ? shape : [longer[0] ?? 1];
}

/** What the head reads says nothing of a picture where it is the same for two of them, such as the weights themselves. */
function findEmbedding(
  { embedding }: Head,
  ...[first, second]: readonly [Given, Given]
): RewrittenOutputs['embedding'] {
  const [values, others] = [first, second].map((given) => given.get(EMBEDDING)?.values);
  if (embedding === null || !values || !others) return null;
  if (values.length === 0 || values.length > LONGEST_EMBEDDING) return null;
  return values.every((value, i) => value === others[i]) ? null : { value: embedding, length: values.length };
}

/** How a network's numbers are taken, and whether classes that exclude each other can be made of them. */
interface TakenAnswers {
  readonly of: LogitsOf;
  readonly taken: Examined['taken'];
}

/** How far a sum of probabilities may be from 1 in float16. */
const SUM_TOLERANCE = 2e-3;

function takeAnswers(network: Network, head: Head, rows: readonly Float32Array[]): TakenAnswers {
  const { finalActivation, logits } = head;
  const isOne = rows[0]?.length === 1;
  const asLogits = isOne ? 'one-logit' : 'logits';
  if (finalActivation !== 'linear') {
    // Several sigmoids are labels of which a picture may have more than one.
    return {
      of: asLogits,
      taken: { as: finalActivation, isExclusive: isOne || finalActivation !== 'sigmoid' },
    };
  }
  const lieBetween = rows.every((row) => row.every((value) => value >= 0 && value <= 1));
  const sumToOne = rows.every(
    (row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < SUM_TOLERANCE,
  );
  if (!isOne && lieBetween && sumToOne) {
    return {
      of: 'probabilities',
      taken: { as: 'probabilities, whose log(p) serve as logits', isExclusive: true },
    };
  }
  if (areProbabilities(rangeOf(network, logits))) {
    const as = isOne
      ? 'a probability, whose log(p / (1 - p)) serves as the logit'
      : 'several probabilities that do not sum to 1, as of sigmoids';
    return { of: isOne ? 'one-probability' : 'logits', taken: { as, isExclusive: isOne } };
  }
  // That one number lies in 0..1 by chance is likely; that its operators allow others is known.
  const as =
    isOne && lieBetween
      ? 'linear: a logit, though between 0 and 1 for each picture that was tried'
      : 'linear';
  return { of: asLogits, taken: { as, isExclusive: true } };
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
