import type { Shape, Tensor } from '@slc/layer-graph';
import { type Layout, toPlanar } from './layout.js';
import { floatTensor, integerTensor, type OnnxNode } from './onnx.js';
import type { Message } from './protobuf.js';

/** Collects nodes and constants, and turns a value into the other layout, once, where a layer reads it in that layout. */
export interface GraphWriter {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Message[];
  shapeOf(layerName: string): Shape;
  /** The layout in which a layer's value was made. */
  layoutOf(layerName: string): Layout;
  /** Name of the ONNX value that holds a layer's value in this layout. */
  value(layerName: string, layout: Layout): string;
  /** Records the ONNX value that holds a layer's value, in this layout. */
  define(layerName: string, layout: Layout, valueName: string): void;
  /** Records that a layer's value has the numbers of another layer's, in the same planar order. */
  alias(layerName: string, sourceName: string): void;
  /** Records that a layer's value is a constant, which is written in the layout of its readers. */
  defineConstant(layerName: string, tensor: Tensor): void;
  /** Adds an operator. @returns the name of its value */
  node(
    operator: string,
    name: string,
    inputs: readonly string[],
    attributes?: OnnxNode['attributes'],
  ): string;
  /** Adds a constant. @returns its name */
  tensor(name: string, tensor: Tensor): string;
  floats(name: string, shape: Shape, data: Float32Array): string;
  integers(name: string, values: readonly number[]): string;
  /** A layer's value, or a constant, made ready for arithmetic with others. @returns the name of the value */
  operand(layerName: string, others: Broadcast): string;
  /** Adds a constant that broadcasts against other values. @returns its name */
  spreadConstant(tensor: Tensor, others: Broadcast): string;
}

/** The values that a value is brought together with. */
export interface Broadcast {
  /** The name of whatever operator or constant has to be added. */
  readonly name: string;
  /** Axes of the others, without the batch. */
  readonly rank: number;
  readonly layout: Layout;
}

interface Forms {
  readonly made: Layout;
  readonly names: Partial<Record<Layout, string>>;
}

export function createGraphWriter(shapes: ReadonlyMap<string, Shape>): GraphWriter {
  const nodes: OnnxNode[] = [];
  const initializers: Message[] = [];
  const forms = new Map<string, Forms>();
  const constants = new Map<string, Tensor>();

  const writer: GraphWriter = {
    nodes,
    initializers,
    shapeOf: (layerName) => shapes.get(layerName) ?? [],
    layoutOf: (layerName) => forms.get(layerName)?.made ?? 'natural',
    value(layerName, layout) {
      const found = forms.get(layerName);
      if (!found) throw new TypeError(`value ${layerName}: is read before it is made`);
      const name = found.names[layout] ?? turn(layerName, found, layout);
      found.names[layout] = name;
      return name;
    },
    define(layerName, layout, valueName) {
      forms.set(layerName, { made: layout, names: { [layout]: valueName } });
    },
    alias(layerName, sourceName) {
      forms.set(layerName, { made: 'planar', names: { planar: writer.value(sourceName, 'planar') } });
    },
    defineConstant(layerName, tensor) {
      constants.set(layerName, tensor);
    },
    node(operator, name, inputs, attributes = {}) {
      nodes.push({ operator, name, inputs, output: name, attributes });
      return name;
    },
    tensor(name, tensor) {
      initializers.push(floatTensor(name, tensor));
      return name;
    },
    floats: (name, shape, data) => writer.tensor(name, { shape, data }),
    integers(name, values) {
      initializers.push(integerTensor(name, values));
      return name;
    },
    operand(layerName, { name, rank, layout }) {
      const constant = constants.get(layerName);
      if (constant) {
        return writer.spreadConstant(constant, { name, rank: layout === 'planar' ? 3 : rank, layout });
      }
      const shape = writer.shapeOf(layerName);
      if (shape.length === rank || (layout === 'planar' && shape.length === 1)) {
        return writer.value(layerName, layout);
      }
      const missing = Array.from({ length: rank - shape.length }, () => 1);
      const sizes = writer.integers(`${name}@shape`, [0, ...missing, ...shape]);
      const spread = writer.node('Reshape', `${name}@spread`, [writer.value(layerName, 'natural'), sizes]);
      return layout === 'natural' ? spread : writer.node('Transpose', name, [spread], { perm: [0, 3, 1, 2] });
    },
    spreadConstant(tensor, { name, rank, layout }) {
      const missing = Array.from({ length: Math.max(0, rank - tensor.shape.length) }, () => 1);
      const spread = { shape: [...missing, ...tensor.shape], data: tensor.data };
      const { shape, data } = layout === 'planar' ? toPlanar(spread) : spread;
      return writer.floats(name, [1, ...shape], data);
    },
  };

  function turn(layerName: string, { names }: Forms, layout: Layout): string {
    const shape = writer.shapeOf(layerName);
    const source = names.natural ?? names.planar ?? '';
    const name = `${layerName}@${layout}`;
    const [height, width, channels] = shape.length === 1 ? [1, 1, ...shape] : shape;
    if (height === 1 && width === 1) {
      // One pixel has the same order in both layouts: no value has to move.
      const target = layout === 'planar' ? [0, channels ?? 1, 1, 1] : [0, ...shape];
      return writer.node('Reshape', name, [source, writer.integers(`${name}@shape`, target)]);
    }
    return writer.node('Transpose', name, [source], {
      perm: layout === 'planar' ? [0, 3, 1, 2] : [0, 2, 3, 1],
    });
  }

  return writer;
}
