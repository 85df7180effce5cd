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

/** Against models that are repeated inside each other: ten doublings are a thousand layers, thirty are a billion. */
const MAX_LAYERS = 20_000;

/** The graph's layers so far. */
export class GraphUnderConstruction {
  readonly layers: Layer[] = [];
  readonly #shapes = new Map<string, Shape>();
  readonly #lastSuffixes = new Map<string, number>();

  /** @param inputs the values that the layer reads */
  append(name: string, layer: NewLayer, inputs: readonly GraphValue[]): GraphValue {
    if (this.layers.length === MAX_LAYERS) {
      throw new SlcError('unsupported_model', `model: expected at most ${MAX_LAYERS} layers, it has more`);
    }
    // `NewLayer` is each kind of `Layer` less the two fields that are given here.
    const named = { ...layer, name: this.#unused(name), inputs: inputs.map((input) => input.name) } as Layer;
    const shape = outputShapeOf(named, this.#shapes);
    this.#shapes.set(named.name, shape);
    this.layers.push(named);
    return new GraphValue(named.name, shape);
  }

  /** Keras allows the name `a/b`, which may also be part b of layer a: the second one becomes `a/b~2`. */
  #unused(name: string): string {
    let candidate = name;
    let suffix = this.#lastSuffixes.get(name) ?? 1;
    while (this.#shapes.has(candidate)) candidate = `${name}~${++suffix}`;
    this.#lastSuffixes.set(name, suffix);
    return candidate;
  }
}

/**
 * Adds the graph layers of one call of a Keras layer. The last one has the call's name; the others have a `part`, which
 * makes them `name/part`.
 */
export class GraphBuilder {
  constructor(
    private readonly graph: GraphUnderConstruction,
    /** Of the Keras layer's call. */
    private readonly name: string,
  ) {}

  add(layer: NewLayer, inputs: readonly GraphValue[], part?: string): GraphValue {
    return this.graph.append(part === undefined ? this.name : `${this.name}/${part}`, layer, inputs);
  }

  /** Takes two values; `add`, `multiply`, `maximum` and `minimum` also take more. */
  arithmetic(operation: Arithmetic, inputs: readonly GraphValue[], part?: string): GraphValue {
    return this.add({ kind: 'arithmetic', operation }, inputs, part);
  }

  /** A function of each number. */
  activation(activation: Activation, input: GraphValue, part?: string): GraphValue {
    return this.add({ kind: 'activation', activation }, [input], part);
  }

  /** input * factor, for a factor that is one number or one for each channel. */
  scaled(factor: number | Float32Array, input: GraphValue, part?: string): GraphValue {
    const scale = typeof factor === 'number' ? Float32Array.of(factor) : factor;
    return this.add({ kind: 'affine', scale, offset: Float32Array.of(0) }, [input], part);
  }

  constant(value: Tensor, part: string): GraphValue {
    return this.add({ kind: 'constant', value }, [], part);
  }
}
