import { SlcError } from '@slc/domain';
import { type Layer, outputShapeOf, type Shape, type Tensor } from '@slc/layer-graph';

/** A value of the network, as a layer is called with it. */
export class GraphValue {
  constructor(
    /** Of the graph layer that gives it. */
    readonly name: string,
    /** Without the batch dimension. */
    readonly shape: Shape,
  ) {}
}

/** Omits from each member of a union by itself. */
type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** A layer that has no name yet and takes values. */
export type NewLayer = Without<Layer, 'name' | 'inputs'>;

/** Adds the graph layers of one Keras layer's call. Names follow the Keras layer's. */
export interface GraphBuilder {
  /** @param part tells the layers apart of which one Keras layer is put together; the last has none */
  add(layer: NewLayer, inputs: readonly GraphValue[], part?: string): GraphValue;
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
  const meetings = new Map<string, number>();

  function add(named: Layer): GraphValue {
    if (layers.length === MAX_LAYERS) {
      throw new SlcError('unsupported_model', `model: expected at most ${MAX_LAYERS} layers, it has more`);
    }
    const shape = outputShapeOf(named, shapes);
    shapes.set(named.name, shape);
    layers.push(named);
    return new GraphValue(named.name, shape);
  }

  /** Keras allows `a/b` as a name, which may meet part b of layer a. */
  function unused(name: string): string {
    let candidate = name;
    let i = meetings.get(name) ?? 1;
    while (shapes.has(candidate)) candidate = `${name}~${++i}`;
    meetings.set(name, i);
    return candidate;
  }

  return {
    layers,
    builderFor(name) {
      const nameOf = (part: string | undefined) => unused(part === undefined ? name : `${name}/${part}`);
      return {
        add(layer, inputs, part) {
          const named = { ...layer, name: nameOf(part), inputs: inputs.map((input) => input.name) };
          // `NewLayer` is each kind of `Layer` less the two fields that are given here.
          return add(named as Layer);
        },
        constant: (value, part) => add({ kind: 'constant', name: nameOf(part), inputs: [], value }),
      };
    },
  };
}
