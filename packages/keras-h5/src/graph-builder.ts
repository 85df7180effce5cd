import { SlcError } from '@slc/domain';
import {
  type Activation,
  isSameShape,
  type Layer,
  outputShapeOf,
  type Shape,
  type Tensor,
} from '@slc/layer-graph';
import { type NewLayer, withRows } from './batch-rows.js';

/** A value of the network, as a layer is called with it. */
export class GraphValue {
  constructor(
    /** The graph layer that gives it. */
    readonly name: string,
    /** As Keras has it, without the batch dimension. */
    readonly shape: Shape,
    /** Where the batch is, in which Keras has all images side by side. The graph has one image, and no batch. */
    readonly batch: Batch = ONE_ROW_FIRST,
  ) {}

  /** The shape of the graph's value: an image that has several rows of Keras's batch has them along an axis of its own. */
  get graphShape(): Shape {
    return this.batch.rows === 1 ? this.shape : [this.batch.rows, ...this.shape];
  }

  withBatchAt(axis: number): GraphValue {
    return new GraphValue(this.name, this.shape, { ...this.batch, axis });
  }
}

export interface Batch {
  /** How many rows of the batch each image has: as many as windows, where an image was cut into windows. */
  readonly rows: number;
  /** The axis of Keras's value that it is; 0 but between transposing it away and back. */
  readonly axis: number;
}

const ONE_ROW_FIRST: Batch = { rows: 1, axis: 0 };

/** A value that is the same for every image. */
export class ConstantValue extends GraphValue {}

function isNetworkValue(value: GraphValue): boolean {
  return !(value instanceof ConstantValue);
}

export type Arithmetic = Extract<Layer, { kind: 'arithmetic' }>['operation'];

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

  /** For layers that are a part of this call's. */
  within(part: string): GraphBuilder {
    return new GraphBuilder(this.graph, `${this.name}/${part}`);
  }

  /** @throws SlcError `unsupported_model` where the layer's inputs have their batches in different places */
  add(layer: NewLayer, inputs: readonly GraphValue[], part?: string): GraphValue {
    const batches = inputs.filter(isNetworkValue).map((input) => input.batch);
    const [batch = ONE_ROW_FIRST] = batches;
    if (batches.some(({ rows, axis }) => rows !== batch.rows || axis !== batch.axis)) {
      throw this.#refusal('expected inputs with the batch in the same place');
    }
    const ranks = new Set(inputs.filter(isNetworkValue).map(({ shape }) => shape.length));
    if (batch.rows > 1 && ranks.size > 1) {
      // Aligned at their last axes, the rows of one would meet another axis of the other.
      throw this.#refusal('expected inputs of as many axes, as the batch has several rows of each image');
    }
    const value = this.#append(withRows(layer, batch.rows, this.#refusal), inputs, part);
    const shape = batch.rows === 1 ? value.shape : value.shape.slice(1);
    return new GraphValue(value.name, shape, batch);
  }

  reshape(shape: Shape, input: GraphValue, part?: string): GraphValue {
    return this.add({ kind: 'reshape', shape }, [input], part);
  }

  /** Shares an image's numbers out anew among so many rows of the batch. */
  regroup(rows: number, shape: Shape, { input, part }: { input: GraphValue; part?: string }): GraphValue {
    const value = new GraphValue(input.name, shape, { rows, axis: 0 });
    if (isSameShape(input.graphShape, value.graphShape)) return value;
    const { name } = this.#append({ kind: 'reshape', shape: value.graphShape }, [input], part);
    return new GraphValue(name, shape, value.batch);
  }

  transpose(permutation: readonly number[], input: GraphValue, part?: string): GraphValue {
    return this.add({ kind: 'transpose', permutation }, [input], part);
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

  constant(value: Tensor, part: string): ConstantValue {
    const { name, shape } = this.#append({ kind: 'constant', value }, [], part);
    return new ConstantValue(name, shape);
  }

  /** The same number everywhere. */
  number(value: number, part: string): ConstantValue {
    return this.constant({ shape: [1], data: Float32Array.of(value) }, part);
  }

  #append(layer: NewLayer, inputs: readonly GraphValue[], part: string | undefined): GraphValue {
    return this.graph.append(part === undefined ? this.name : `${this.name}/${part}`, layer, inputs);
  }

  readonly #refusal = (message: string): SlcError =>
    new SlcError('unsupported_model', `layer ${this.name}: ${message}`);
}
