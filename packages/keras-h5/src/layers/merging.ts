import { z } from 'zod';
import type { GraphBuilder, GraphValue } from '../graph-builder.js';
import { inputsOf, type LayerCall, refusal } from '../layer-call.js';
import { defineLayer, type LayerDefinition } from './define-layer.js';

type Operation = 'add' | 'subtract' | 'multiply' | 'maximum' | 'minimum';

/** Inputs of fewer axes are aligned at the last one, as in Keras. */
export function merging(operation: Operation): LayerDefinition {
  return defineLayer({
    options: {},
    read: (call, _options, _weights, build) => build.add({ kind: 'arithmetic', operation }, severalOf(call)),
  });
}

export const average = defineLayer({
  options: {},
  read(call, _options, _weights, build) {
    const inputs = severalOf(call);
    const sum = build.add({ kind: 'arithmetic', operation: 'add' }, inputs, 'sum');
    return build.add(
      { kind: 'affine', scale: Float32Array.of(1 / inputs.length), offset: Float32Array.of(0) },
      [sum],
    );
  },
});

export const concatenate = defineLayer({
  options: { axis: z.int() },
  read: (call, { axis }, _weights, build) => concat(call, inputsOf(call), axis, build),
});

/** @param axis as Keras counts: the batch is 0, -1 the last */
export function concat(
  call: LayerCall,
  inputs: readonly GraphValue[],
  axis: number,
  build: GraphBuilder,
): GraphValue {
  const [first] = inputs;
  const own = axis < 0 ? axis + (first?.shape.length ?? 0) : axis - 1;
  if (!first || own < 0)
    throw refusal(call, `axis = ${axis}: expected inputs joined along another axis than the batch`);
  return inputs.length === 1 ? first : build.add({ kind: 'concat', axis: own }, inputs);
}

/** InceptionResNetV2's residual: the first input plus the second one scaled. */
export const customScale = defineLayer({
  options: { scale: z.number() },
  note: "InceptionResNetV2's own: a + b * scale",
  read: (call, { scale }, _weights, build) => addScaled(call, scale, build),
});

export function addScaled(call: LayerCall, scale: number, build: GraphBuilder): GraphValue {
  const [first, second, ...rest] = inputsOf(call);
  if (!first || !second || rest.length > 0)
    throw refusal(call, `expected two inputs, got ${inputsOf(call).length}`);
  const scaled = build.add(
    { kind: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(0) },
    [second],
    'scaled',
  );
  return build.add({ kind: 'arithmetic', operation: 'add' }, [first, scaled]);
}

function severalOf(call: LayerCall): readonly GraphValue[] {
  const inputs = inputsOf(call);
  if (inputs.length < 2) throw refusal(call, `expected two inputs or more, got ${inputs.length}`);
  return inputs;
}
