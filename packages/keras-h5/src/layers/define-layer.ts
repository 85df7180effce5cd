import type { z } from 'zod';
import type { GraphBuilder, GraphValue } from '../graph-builder.js';
import type { LayerCall } from '../layer-call.js';
import type { LayerWeights } from '../weights.js';
import { readOptions } from './options.js';

/** How one Keras layer becomes graph layers. */
export interface LayerDefinition {
  /** All options that are looked at; any other stops the reading, unless it matters in training alone. */
  readonly options: z.ZodRawShape;
  /** What the table of supported layers says beside the options. */
  readonly note: string;
  /** Whether a call with these options gives other numbers in training; left out where it never does. */
  differsInTraining?(options: LayerCall['options']): boolean;
  /** @returns the value that the layer gives */
  read(call: LayerCall, weights: LayerWeights, build: GraphBuilder): GraphValue;
}

export interface LayerParts<Options extends z.ZodRawShape> {
  readonly options: Options;
  readonly note?: string;
  readonly differsInTraining?: LayerDefinition['differsInTraining'];
  readonly read: (
    call: LayerCall,
    options: z.infer<z.ZodObject<Options>>,
    weights: LayerWeights,
    build: GraphBuilder,
  ) => GraphValue;
}

export function defineLayer<Options extends z.ZodRawShape>({
  options,
  note = '',
  differsInTraining = () => false,
  read,
}: LayerParts<Options>): LayerDefinition {
  return {
    options,
    note,
    differsInTraining,
    read: (call, weights, build) => read(call, readOptions(call, options), weights, build),
  };
}
