import { z } from 'zod';
import { inputOf } from '../layer-call.js';
import { activate, activationName } from './activation.js';
import { defineLayer } from './define-layer.js';

export const dense = defineLayer({
  options: { units: z.int().positive(), activation: activationName, use_bias: z.boolean() },
  note: 'also on images, over the channels',
  read(call, { units, activation, use_bias }, weights, build) {
    const input = inputOf(call);
    const kernel = weights.take('kernel', [input.shape.at(-1) ?? 0, units]);
    const bias = use_bias ? weights.take('bias', [units]).data : null;
    const value = build.add({ kind: 'dense', kernel, bias, activation: null }, [input], 'linear');
    return activate(call, activation, value, build);
  },
});
