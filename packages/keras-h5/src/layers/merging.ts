import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { inputsOf, type LayerCall, refusal } from '../layer-call.js';
import { defineLayer, type LayerDefinition, type LayerTable } from './define-layer.js';

export const MERGING_LAYERS: LayerTable = {
  Add: merging('add'),
  Subtract: merging('subtract'),
  Multiply: merging('multiply'),
  Average: defineLayer({
    options: {},
    read(call) {
      const inputs = severalOf(call);
      const sum = call.build.arithmetic('add', inputs, 'sum');
      return call.build.scaled(1 / inputs.length, sum);
    },
  }),
  Maximum: merging('maximum'),
  Minimum: merging('minimum'),
  Concatenate: defineLayer({
    options: { axis: z.int() },
    read: (call, { axis }) => concat(call, inputsOf(call), axis),
  }),
};

/** Inputs of fewer axes are aligned at the last one, as in Keras. */
function merging(operation: 'add' | 'subtract' | 'multiply' | 'maximum' | 'minimum'): LayerDefinition {
  return defineLayer({
    options: {},
    read: (call) => call.build.arithmetic(operation, severalOf(call)),
  });
}

/** @param axis as Keras counts: the batch is 0, -1 the last */
export function concat(call: LayerCall, inputs: readonly GraphValue[], axis: number): GraphValue {
  const [first] = inputs;
  const own = axis < 0 ? axis + (first?.shape.length ?? 0) : axis - 1;
  if (!first || own < 0) {
    throw refusal(call, `axis = ${axis}: expected inputs joined along another axis than the batch`);
  }
  return inputs.length === 1 ? first : call.build.add({ kind: 'concat', axis: own }, inputs);
}

function severalOf(call: LayerCall): readonly GraphValue[] {
  const inputs = inputsOf(call);
  if (inputs.length < 2) throw refusal(call, `expected two inputs or more, got ${inputs.length}`);
  return inputs;
}
