import { SlcError } from '@slc/domain';
import { type Activation, type Layer, outputShapeOf, type Shape, type Tensor } from '@slc/layer-graph';

/** A value of the network, as a layer is called with it. */
export class GraphValue {
  constructor(
    /** The graph layer that gives it. */
    readonly name: string,
    /** Without the batch dimension. */
    readonly shape: Shape,
  ) {}
}

/** Omits from each member of a union by itself. */
type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

export type Arithmetic = Extract<Layer, { kind: 'arithmetic' }>['operation'];

/** A graph layer without its name and inputs, which the builder gives it. */
export type NewLayer = Without<Layer, 'name' | 'inputs'>;

/**
 * Adds the graph layers of one call of a Keras layer. The last one has the call's name; the others have a `part`, which
 * makes them `name/part`.
 */
export interface GraphBuilder {
  add(layer: NewLayer, inputs: readonly GraphValue[], part?: string): GraphValue;
  /** Takes two values; `add`, `multiply`, `maximum` and `minimum` also take more. */
  arithmetic(operation: Arithmetic, inputs: readonly GraphValue[], part?: string): GraphValue;
  /** A function of each number. */
  activation(activation: Activation, input: GraphValue, part?: string): GraphValue;
  /** input * factor, for a factor that is one number or one for each channel. */
  scaled(factor: number | Float32Array, input: GraphValue, part?: string): GraphValue;
  constant(value: Tensor, part: string): GraphValue;
}

/** Against models that are repeated inside each other: ten doublings are a thousand layers, thirty are a billion. */
const MAX_LAYERS = 20_000;

export interface GraphUnderConstruction {
  readonly layers: readonly Layer[];
  /** @param name of the Keras layer's call */
  builderFor(name: string): GraphBuilder;
}

export function startGraph(): GraphUnderConstruction {
  const layers: Layer[] = [];
  const shapes = new Map<string, Shape>();
  const lastSuffixes = new Map<string, number>();

  function append(layer: Layer): GraphValue {
    if (layers.length === MAX_LAYERS) {
      throw new SlcError('unsupported_model', `model: expected at most ${MAX_LAYERS} layers, it has more`);
    }
    const shape = outputShapeOf(layer, shapes);
    shapes.set(layer.name, shape);
    layers.push(layer);
    return new GraphValue(layer.name, shape);
  }

  /** Keras allows the name `a/b`, which may also be part b of layer a: the second one becomes `a/b~2`. */
  function unused(name: string): string {
    let candidate = name;
    let suffix = lastSuffixes.get(name) ?? 1;
    while (shapes.has(candidate)) candidate = `${name}~${++suffix}`;
    lastSuffixes.set(name, suffix);
    return candidate;
  }

  return {
    layers,
    builderFor(name) {
      const nameOf = (part: string | undefined) => unused(part === undefined ? name : `${name}/${part}`);
      const add: GraphBuilder['add'] = (layer, inputs, part) =>
        // `NewLayer` is each kind of `Layer` less the two fields that are given here.
        append({ ...layer, name: nameOf(part), inputs: inputs.map((input) => input.name) } as Layer);
      return {
        add,
        arithmetic: (operation, inputs, part) => add({ kind: 'arithmetic', operation }, inputs, part),
        activation: (activation, input, part) => add({ kind: 'activation', activation }, [input], part),
        scaled: (factor, input, part) => {
          const scale = typeof factor === 'number' ? Float32Array.of(factor) : factor;
          return add({ kind: 'affine', scale, offset: Float32Array.of(0) }, [input], part);
        },
        constant: (value, part) => add({ kind: 'constant', value }, [], part),
      };
    },
  };
}
