import { SlcError } from '@slc/domain';
import type { KerasGeneration } from './file/model-file.js';
import type { LayerWeights } from './file/weights.js';
import { type GraphBuilder, GraphValue } from './graph-builder.js';
import type { Sizes } from './sizes.js';

/** One call of a Keras layer: all that its definition reads, and where it writes to. */
export interface LayerCall {
  readonly className: string;
  /** With the names of the models around it: `outer/inner/layer`. */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly keras: KerasGeneration;
  /** Values of the network, constants, and lists of both. */
  readonly positional: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
  readonly weights: LayerWeights;
  /** Takes the graph layers that this call becomes. */
  readonly build: GraphBuilder;
}

/** What a call gives: one value, or several, which others name by their number. */
export type CallResult = GraphValue | Sizes | readonly GraphValue[];

/** Arguments without an effect at inference time; `assertInference` checks `training`. */
const TRAINING_ARGUMENTS = new Set(['training', 'name']);

/** All inputs of a call, which must be values of the network. @throws SlcError `unsupported_model` */
export function inputsOf(call: LayerCall): readonly GraphValue[] {
  for (const [key, value] of Object.entries(call.named)) {
    if (TRAINING_ARGUMENTS.has(key) || value === null || value === undefined) continue;
    throw refusal(call, `expected plain inputs, got ${key} = ${show(value)}`);
  }
  return call.positional.flat(2).map((value) => {
    if (value instanceof GraphValue) return withBatchFirst(call, value);
    throw refusal(call, `expected values of the network as inputs, got ${show(value)}`);
  });
}

/**
 * Keras 2 stores `training=True` of a call and always obeys it; in Keras 3 each run of the model decides.
 *
 * @param differsInTraining whether the layer gives other numbers in training
 * @throws SlcError `unsupported_model` for a call that stays in training
 */
export function assertInference(call: LayerCall, differsInTraining: boolean): void {
  if (call.keras === 2 && differsInTraining && call.named.training) {
    throw refusal(call, `training = ${show(call.named.training)}: expected the layer as at inference time`);
  }
}

/** A value that Keras has with its batch as the first axis, as nearly every layer expects it. @throws SlcError */
export function withBatchFirst(call: LayerCall, value: GraphValue): GraphValue {
  if (value.batch.axis === 0) return value;
  throw refusal(
    call,
    `expected the batch as the first axis, ${value.name} has it as axis ${value.batch.axis}`,
  );
}

/** The same call, for graph layers that are a part of it. */
export function within(call: LayerCall, part: string): LayerCall {
  return { ...call, build: call.build.within(part) };
}

/** The one input of a call. @throws SlcError `unsupported_model` when there is not exactly one */
export function inputOf(call: LayerCall): GraphValue {
  const inputs = inputsOf(call);
  const [input] = inputs;
  if (inputs.length !== 1 || !input) throw refusal(call, `expected one input, got ${inputs.length}`);
  return input;
}

/** The error for what this package does not read; the message begins with the layer's name and class. */
export function refusal(call: Pick<LayerCall, 'name' | 'className'>, message: string): SlcError {
  return new SlcError('unsupported_model', `layer ${call.name} (${call.className}): ${message}`);
}

/** A value as text for a message, cut where it is long. */
export function show(value: unknown): string {
  if (value instanceof GraphValue) return `the value of ${value.name}`;
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
