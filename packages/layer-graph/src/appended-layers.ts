import type {
  Activation,
  ArithmeticLayer,
  Layer,
  LayerGraph,
  ReduceLayer,
  Shape,
  Tensor,
} from './layer-graph.js';
import { unusedName } from './unused-name.js';

type Unnamed<L> = L extends Layer ? Omit<L, 'name'> : never;

/** Layers behind a network's own, with names of their own. Each method adds one and returns its name. */
export class AppendedLayers {
  readonly #graph: LayerGraph;
  readonly #prefix: string;
  readonly #layers: Layer[] = [];

  /** @param prefix what the names begin with, such as `heat-map` */
  constructor(graph: LayerGraph, prefix: string) {
    this.#graph = graph;
    this.#prefix = prefix;
  }

  /** The network's own layers, and then those that were added. */
  all(): readonly Layer[] {
    return [...this.#graph.layers, ...this.#layers];
  }

  add(layer: Unnamed<Layer>): string {
    const name = unusedName(
      { layers: this.all(), outputs: this.#graph.outputs },
      `${this.#prefix}/${layer.kind}`,
    );
    this.#layers.push({ ...layer, name });
    return name;
  }

  arithmetic(operation: ArithmeticLayer['operation'], ...inputs: readonly string[]): string {
    return this.add({ kind: 'arithmetic', inputs, operation });
  }

  /** input * scale + offset */
  affine(input: string, scale: number, offset: number): string {
    const [scales, offsets] = [Float32Array.of(scale), Float32Array.of(offset)];
    return this.add({ kind: 'affine', inputs: [input], scale: scales, offset: offsets });
  }

  activation(kind: SimpleActivation, input: string): string {
    return this.add({ kind: 'activation', inputs: [input], activation: { kind } });
  }

  constant(value: Tensor): string {
    return this.add({ kind: 'constant', inputs: [], value });
  }

  matmul(left: string, right: string): string {
    return this.add({ kind: 'matmul', inputs: [left, right] });
  }

  reshape(input: string, shape: Shape): string {
    return this.add({ kind: 'reshape', inputs: [input], shape });
  }

  /** The axes stay, with length 1. */
  reduce(operation: ReduceLayer['operation'], input: string, axes: readonly number[]): string {
    return this.add({ kind: 'reduce', inputs: [input], operation, axes, keepDims: true });
  }
}

type SimpleActivation = Exclude<
  Activation,
  { slope: number } | { low: number } | { at: number } | { alpha: number }
>['kind'];
