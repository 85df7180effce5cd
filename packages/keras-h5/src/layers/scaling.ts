import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { inputOf, inputsOf, type LayerCall, refusal } from '../layer-call.js';
import { defineLayer, type LayerTable } from './define-layer.js';
import { count, numbers } from './options.js';

/** InceptionResNetV2's residual: the first input plus the second one scaled. */
const customScale = defineLayer({
  options: { scale: z.number() },
  note: "InceptionResNetV2's own: a + b * scale",
  read: (call, { scale }) => addScaled(call, scale),
});

export const SCALING_LAYERS: LayerTable = {
  Rescaling: defineLayer({
    options: { scale: numbers, offset: numbers },
    read: (call, { scale, offset }) => call.build.add({ kind: 'affine', scale, offset }, [inputOf(call)]),
  }),
  LayerScale: defineLayer({
    options: { init_values: z.unknown().optional(), projection_dim: count },
    note: "ConvNeXt's own: x * gamma",
    read: (call, { projection_dim }) =>
      call.build.scaled(call.weights.takeNext('gamma', [projection_dim]).data, inputOf(call)),
  }),
  CustomScaleLayer: customScale,
  // Keras 2 registers it under this name.
  'Custom>CustomScaleLayer': customScale,
};

export function addScaled(call: LayerCall, scale: number): GraphValue {
  const inputs = inputsOf(call);
  const [first, second] = inputs;
  if (!first || !second || inputs.length > 2) {
    throw refusal(call, `expected two inputs, got ${inputs.length}`);
  }
  const scaled = call.build.scaled(scale, second, 'scaled');
  return call.build.arithmetic('add', [first, scaled]);
}
