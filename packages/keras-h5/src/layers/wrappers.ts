import { z } from 'zod';
import { describeForeignClass } from '../config/foreign-class.js';
import { GraphValue } from '../graph-builder.js';
import { type CallResult, inputOf, type LayerCall, refusal } from '../layer-call.js';
import { defineLayer, type LayerDefinition, type LayerTable } from './define-layer.js';

const inner = z.object({
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
});

/** Layers around another layer. @param find the definition of that one's class */
export function wrapperLayers(find: (className: string) => LayerDefinition | undefined): LayerTable {
  const differsInTraining = ({ layer }: LayerCall['options']) => {
    const { success, data } = inner.safeParse(layer);
    return success ? (find(data.class_name)?.differsInTraining?.(data.config) ?? false) : false;
  };
  const readInner = (call: LayerCall, layer: z.infer<typeof inner>, input: GraphValue): CallResult => {
    const definition = find(layer.class_name);
    const foreign = describeForeignClass(layer);
    if (!definition || foreign) {
      throw refusal(
        call,
        `around ${layer.class_name}: ${foreign ?? 'this class of layer is not supported inside another'}`,
      );
    }
    return definition.read({
      ...call,
      className: layer.class_name,
      options: layer.config,
      positional: [input],
      named: {},
      weights: call.weights.ofWrapped('layer'),
    });
  };
  return {
    TimeDistributed: defineLayer({
      options: { layer: inner.describe('one that takes no picture') },
      note: 'each position by itself',
      differsInTraining,
      read(call, { layer }) {
        const input = inputOf(call);
        const { rows } = input.batch;
        const [positions = 0, ...rest] = input.shape;
        if (rest.length === 0) throw refusal(call, 'expected several positions, got a vector');
        const apart = call.build.regroup(rows * positions, rest, { input, part: 'apart' });
        const result = readInner(call, layer, apart);
        if (!(result instanceof GraphValue)) throw refusal(call, 'expected a layer that gives one value');
        return call.build.regroup(rows, [positions, ...result.shape], { input: result });
      },
    }),
    SpectralNormalization: defineLayer({
      options: { layer: inner.describe('a layer'), power_iterations: z.unknown() },
      note: 'its weights as they were stored, which is what it has at inference time',
      differsInTraining: () => true,
      read(call, { layer }) {
        const result = readInner(call, layer, inputOf(call));
        call.weights.discardFitting('vector_u', ([rows, ...others]) => rows === 1 && others.length === 1);
        return result;
      },
    }),
  };
}
