import type { Pair } from '@slc/layer-graph';
import { z } from 'zod';
import { inputOf } from '../layer-call.js';
import { paddingOf } from './convolution.js';
import { defineLayer, type LayerDefinition } from './define-layer.js';
import { channelsLast, padding, pair } from './options.js';

export function pooling(operation: 'max' | 'average'): LayerDefinition {
  return defineLayer({
    options: { pool_size: pair, strides: pair.nullable(), padding, data_format: channelsLast },
    note: operation === 'average' ? "padding does not count in a 'same' average" : '',
    read(call, options, _weights, build) {
      const input = inputOf(call);
      const size: Pair = options.pool_size;
      const strides: Pair = options.strides ?? size;
      const around = paddingOf(options.padding, input.shape, size, strides);
      return build.add({ kind: 'pool', operation, size, strides, padding: around }, [input]);
    },
  });
}

/** @param axes without the batch */
export function globalPooling(operation: 'max' | 'mean', axes: readonly number[]): LayerDefinition {
  return defineLayer({
    options: { data_format: channelsLast, keepdims: z.boolean().default(false) },
    read: (call, { keepdims }, _weights, build) =>
      build.add({ kind: 'reduce', operation, axes, keepDims: keepdims }, [inputOf(call)]),
  });
}
