import type { Pair } from '@slc/layer-graph';
import { z } from 'zod';
import { inputOf } from '../layer-call.js';
import { paddingOf } from './convolution.js';
import { defineLayer, type LayerDefinition, type LayerTable } from './define-layer.js';
import { channelsLast, padding, pair } from './options.js';

/** Axes without the batch. */
const IMAGE_AXES = [0, 1];
const TOKEN_AXES = [0];

export const POOLING_LAYERS: LayerTable = {
  MaxPooling2D: pooling('max'),
  AveragePooling2D: pooling('average', "padding does not count in a 'same' average"),
  GlobalAveragePooling2D: globalPooling('mean', IMAGE_AXES),
  GlobalMaxPooling2D: globalPooling('max', IMAGE_AXES),
  GlobalAveragePooling1D: globalPooling('mean', TOKEN_AXES),
  GlobalMaxPooling1D: globalPooling('max', TOKEN_AXES),
};

function pooling(operation: 'max' | 'average', note = ''): LayerDefinition {
  return defineLayer({
    options: { pool_size: pair, strides: pair.nullable(), padding, data_format: channelsLast },
    note,
    read(call, options) {
      const input = inputOf(call);
      const size: Pair = options.pool_size;
      const strides: Pair = options.strides ?? size;
      const around = paddingOf(options.padding, input.shape, { size, strides });
      return call.build.add({ kind: 'pool', operation, size, strides, padding: around }, [input]);
    },
  });
}

function globalPooling(operation: 'max' | 'mean', axes: readonly number[]): LayerDefinition {
  return defineLayer({
    options: { data_format: channelsLast, keepdims: z.boolean().default(false) },
    read: (call, { keepdims }) =>
      call.build.add({ kind: 'reduce', operation, axes, keepDims: keepdims }, [inputOf(call)]),
  });
}
