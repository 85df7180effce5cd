import type { Shape } from '@slc/layer-graph';
import { z } from 'zod';
import { type LayerCall, refusal } from '../layer-call.js';
import { optionsReader } from './define-layer.js';

const sides = z.tuple([z.null(), z.int().positive(), z.int().positive(), z.literal(3)]).optional();

const readOptions = optionsReader({
  // Keras 2 and Keras 3.
  batch_input_shape: sides,
  batch_shape: sides,
  sparse: z.literal(false).optional(),
  ragged: z.literal(false).optional(),
  optional: z.literal(false).optional(),
  input_tensor: z.null().optional(),
});

/** Reads the shape of the whole model's input: an RGB image of fixed size. @throws SlcError `unsupported_model` */
export function readInputShape(layer: Pick<LayerCall, 'className' | 'name' | 'options'>): Shape {
  const { batch_input_shape, batch_shape } = readOptions(layer);
  const batch = batch_input_shape ?? batch_shape;
  if (!batch) throw refusal(layer, 'expected an input shape, it has none');
  return batch.slice(1).map(Number);
}
