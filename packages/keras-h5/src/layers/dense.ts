import { z } from 'zod';
import { inputOf } from '../layer-call.js';
import { activate, activationOption } from './activation.js';
import { defineLayer } from './define-layer.js';
import { count } from './options.js';

export const dense = defineLayer({
  options: { units: count, activation: activationOption, use_bias: z.boolean() },
  note: 'also on images, over the channels',
  read(call, { units, activation, use_bias }) {
    const input = inputOf(call);
    const kernel = call.weights.take('kernel', [input.shape.at(-1) ?? 0, units]);
    const bias = use_bias ? call.weights.take('bias', [units]).data : null;
    const value = call.build.add({ kind: 'dense', kernel, bias, activation: null }, [input], 'linear');
    return activate(call, activation, value);
  },
});
