import type { Shape, Tensor } from '@slc/layer-graph';
import { type Layout, toPlanar } from './layout.js';
import { floatTensor, integerTensor, type OnnxNode } from './onnx.js';
import type { Message } from './protobuf.js';

/** The values that a value is brought together with. */
export interface Broadcast {
  /** The name of whatever operator or constant has to be added. */
  readonly name: string;
  /** Axes of the others, without the batch. */
  readonly rank: number;
  readonly layout: Layout;
}

/** Collects nodes and constants, and turns a value into the other layout, once, where a layer reads it in that layout. */
export class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Message[] = [];
  readonly #shapes: ReadonlyMap<string, Shape>;
  /** Of each layer: the layout in which its value was made, and the value's name in each layout. */
  readonly #values = new Map<string, { made: Layout; names: Partial<Record<Layout, string>> }>();
  readonly #constants = new Map<string, Tensor>();
  readonly #tensorNames = new Map<Tensor, string>();

  constructor(shapes: ReadonlyMap<string, Shape>) {
    this.#shapes = shapes;
  }

  /** Names of the float32 constants. */
  get floatNames(): ReadonlySet<string> {
    return new Set(this.#tensorNames.values());
  }

  shapeOf(layerName: string): Shape {
    return this.#shapes.get(layerName) ?? [];
  }

  /** The layout in which a layer's value was made. */
  layoutOf(layerName: string): Layout {
    return this.#values.get(layerName)?.made ?? 'natural';
  }

  /** Name of the ONNX value that holds a layer's value in this layout. */
  value(layerName: string, layout: Layout): string {
    const names = this.#values.get(layerName)?.names;
    if (!names) throw new TypeError(`value ${layerName}: is read before it is made`);
    names[layout] ??= this.#turn(layerName, names.natural ?? names.planar ?? '', layout);
    return names[layout];
  }

  /** Records the layout in which a layer's value was made. @param valueName the ONNX value that holds it */
  define(layerName: string, made: Layout, valueName = layerName): void {
    this.#values.set(layerName, { made, names: { [made]: valueName } });
  }

  /** Records that a layer's value is a constant, which is written in the layout of its readers. */
  defineConstant(layerName: string, tensor: Tensor): void {
    this.#constants.set(layerName, tensor);
  }

  /** Adds an operator. @returns the name of its value */
  // biome-ignore lint/complexity/useMaxParams: the four parts of an ONNX node, in its own order
  node(
    operator: string,
    name: string,
    inputs: readonly string[],
    attributes: OnnxNode['attributes'] = {},
  ): string {
    this.nodes.push({ operator, name, inputs, attributes });
    return name;
  }

  /** Adds a constant, or finds it where the same tensor has been added. @returns its name */
  tensor(name: string, tensor: Tensor): string {
    const earlier = this.#tensorNames.get(tensor);
    if (earlier !== undefined) return earlier;
    this.initializers.push(floatTensor(name, tensor));
    this.#tensorNames.set(tensor, name);
    return name;
  }

  floats(name: string, shape: Shape, data: Float32Array): string {
    return this.tensor(name, { shape, data });
  }

  integers(name: string, values: readonly number[]): string {
    this.initializers.push(integerTensor(name, values));
    return name;
  }

  /** A layer's value, or a constant, made ready for arithmetic with others. @returns the name of the value */
  operand(layerName: string, { name, rank, layout }: Broadcast): string {
    const constant = this.#constants.get(layerName);
    if (constant) return this.spreadConstant(constant, { name, rank, layout });
    const shape = this.shapeOf(layerName);
    if (shape.length === rank || (layout === 'planar' && shape.length === 1)) {
      return this.value(layerName, layout);
    }
    const sizes = this.integers(`${name}@shape`, [0, ...ones(rank - shape.length), ...shape]);
    const spread = this.node('Reshape', `${name}@spread`, [this.value(layerName, 'natural'), sizes]);
    return layout === 'natural' ? spread : this.node('Transpose', name, [spread], { perm: [0, 3, 1, 2] });
  }

  /** A layer's value, or a constant, in its own order. @returns the name of the value */
  matrix(layerName: string, name: string): string {
    const constant = this.#constants.get(layerName);
    return constant ? this.tensor(name, constant) : this.value(layerName, 'natural');
  }

  /** Adds a constant that broadcasts against other values. @returns its name */
  spreadConstant({ shape, data }: Tensor, { name, rank, layout }: Broadcast): string {
    const axes = layout === 'planar' ? 3 : rank;
    const spread = { shape: [...ones(Math.max(0, axes - shape.length)), ...shape], data };
    const turned = layout === 'planar' ? toPlanar(spread) : spread;
    return this.floats(name, [1, ...turned.shape], turned.data);
  }

  #turn(layerName: string, source: string, layout: Layout): string {
    const shape = this.shapeOf(layerName);
    const name = `${layerName}@${layout}`;
    const [height, width, channels] = shape.length === 1 ? [1, 1, ...shape] : shape;
    if (height === 1 && width === 1) {
      // One pixel has the same order in both layouts: no value has to move.
      const target = layout === 'planar' ? [0, channels ?? 1, 1, 1] : [0, ...shape];
      return this.node('Reshape', name, [source, this.integers(`${name}@shape`, target)]);
    }
    return this.node('Transpose', name, [source], {
      perm: layout === 'planar' ? [0, 3, 1, 2] : [0, 2, 3, 1],
    });
  }
}

function ones(count: number): readonly number[] {
  return Array.from({ length: count }, () => 1);
}
