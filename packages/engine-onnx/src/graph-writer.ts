import type { Layer, Shape, Tensor } from '@slc/layer-graph';
import type { Message } from '@slc/onnx-file';
import { floatTensor, integerTensor, numberTensor, type OnnxNode } from '@slc/onnx-file';
import type { Encoding, Int8Plan } from './int8/int8-plan.js';
import { rangeOf, type Step, stepOf, toBytes } from './int8/step.js';
import { type Layout, toPlanar } from './layout.js';

/** The values that a value is brought together with. */
export interface Broadcast {
  /** The name of whatever operator or constant has to be added. */
  readonly name: string;
  /** Axes of the others, without the batch. */
  readonly rank: number;
  readonly layout: Layout;
}

/** By layout. */
type Names = Partial<Record<Layout, string>>;

/** The ONNX values that hold a layer's value. */
interface LayerValue {
  /** The layout in which it was made. */
  readonly made: Layout;
  /** Float32 that was made as such; none where the layer gives bytes. */
  readonly floats: Names;
  readonly bytes: Names;
  /** Float32 that was made of the bytes. */
  widened: Names;
  /** Writes the float32 of a layer whose value is in bytes already, where a layer reads it. */
  readonly writeFloats?: () => string;
}

/**
 * Collects nodes and constants. Where a layer reads a value in the other layout, in bytes or in float32, it turns the value
 * into that, once.
 */
export class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Message[] = [];
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #int8: Int8Plan | null;
  /** Of the layer that is being written. */
  #encoding: Encoding = 'float';
  readonly #values = new Map<string, LayerValue>();
  readonly #constants = new Map<string, Tensor>();
  readonly #tensorNames = new Map<Tensor, string>();

  /** @param int8 what is written in int8; null for a network of float32 alone */
  constructor(shapes: ReadonlyMap<string, Shape>, int8: Int8Plan | null = null) {
    this.#shapes = shapes;
    this.#int8 = int8;
  }

  /**
   * Writes a layer, and records its value.
   *
   * @param write adds its operators, which read its inputs in the layer's encoding. The last one has the layer's name; its
   *   layout is returned, or null for a layer whose value is recorded already
   */
  layer({ name, inputs }: Layer, write: (encoding: Encoding) => Layout | null): void {
    this.#encoding = this.#int8?.encodingOf(name) ?? 'float';
    if (this.#encoding === 'pixels') {
      this.#definePixels(name, inputs[0] ?? '', () => write('float'));
    } else {
      const made = write(this.#encoding);
      if (made) this.define(name, made);
    }
    this.#encoding = 'float';
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

  /**
   * Name of the ONNX value that holds a layer's value in this layout: bytes for a layer that moves bytes, else float32, which
   * was made of bytes for a layer in int8.
   */
  value(layerName: string, layout: Layout): string {
    switch (this.#encoding) {
      case 'bytes':
        return this.#bytes(layerName, layout);
      case 'int8':
      case 'sum':
        return this.#widened(layerName, layout);
      case 'float':
      case 'cut':
      case 'pixels':
        return this.#floats(layerName, layout);
      default:
        return this.#encoding satisfies never;
    }
  }

  /** Records the value of the layer that is being written. @param valueName the ONNX value that holds it */
  define(layerName: string, made: Layout, valueName = layerName): void {
    const value: LayerValue = { made, floats: {}, bytes: {}, widened: {} };
    this.#values.set(layerName, value);
    if (this.#encoding === 'bytes') value.bytes[made] = valueName;
    else if (this.#encoding === 'int8' || this.#encoding === 'cut') {
      value.bytes[made] = this.narrow(valueName, this.stepOf(layerName), `${layerName}@bytes`);
    } else value.floats[made] = valueName;
  }

  /** How the layer that is being written reads its inputs and gives its value. */
  get encoding(): Encoding {
    return this.#encoding;
  }

  /** The steps of a value in bytes. @throws SlcError `invalid_model` where its range was not measured */
  stepOf(valueName: string): Step {
    if (!this.#int8) throw new TypeError(`value ${valueName}: expected a network in int8`);
    return this.#int8.stepOf(valueName);
  }

  /** Makes a float32 value bytes. @returns `name`, which the bytes get */
  narrow(valueName: string, step: Step, name: string): string {
    return this.node('QuantizeLinear', name, [valueName, ...this.#step(name, step)]);
  }

  /** Makes bytes a float32 value. @returns `name`, which the value gets */
  widen(bytesName: string, step: Step, name: string): string {
    return this.node('DequantizeLinear', name, [bytesName, ...this.#step(name, step)]);
  }

  /** A float32 value as its int8 steps have it: as bytes, and back. @returns the name of the value */
  rounded(valueName: string, step: Step): string {
    const bytes = this.narrow(valueName, step, `${valueName}@bytes`);
    return this.widen(bytes, step, `${valueName}@widened`);
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

  /** Adds a constant of whole numbers of 8 or 32 bits. @returns its name */
  numbers(name: string, shape: Shape, data: Uint8Array | Int8Array | Int32Array): string {
    this.initializers.push(numberTensor(name, { shape, data }));
    return name;
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
    const isInt8 = this.#encoding === 'int8' || this.#encoding === 'sum';
    const source = isInt8 ? this.#bytes(layerName, 'natural') : this.value(layerName, 'natural');
    const sizes = this.integers(`${name}@shape`, [0, ...ones(rank - shape.length), ...shape]);
    const spread = this.node('Reshape', `${name}@spread`, [source, sizes]);
    const turned =
      layout === 'natural'
        ? spread
        : this.node('Transpose', `${name}@turned`, [spread], { perm: [0, 3, 1, 2] });
    return isInt8 ? this.widen(turned, this.stepOf(layerName), name) : turned;
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
    const whole = [1, ...turned.shape];
    if (this.#encoding === 'float') return this.floats(name, whole, turned.data);
    const step = stepOf(rangeOf(turned.data));
    return this.widen(this.numbers(`${name}@bytes`, whole, toBytes(turned.data, step)), step, name);
  }

  /** The constants of a step: scale, zero point. */
  #step(name: string, { scale, zeroPoint }: Step): readonly string[] {
    return [
      this.floats(`${name}@scale`, [], Float32Array.of(scale)),
      this.numbers(`${name}@zero`, [], Uint8Array.of(zeroPoint)),
    ];
  }

  #valueOf(layerName: string): LayerValue {
    const value = this.#values.get(layerName);
    if (!value) throw new TypeError(`value ${layerName}: is read before it is made`);
    return value;
  }

  /** The pixels' own bytes, in other steps. */
  #definePixels(layerName: string, input: string, write: () => Layout | null): void {
    const made = this.layoutOf(input);
    const bytes = { [made]: this.#bytes(input, made) };
    const writeFloats = () => {
      const reader = this.#encoding;
      this.#encoding = 'float';
      write();
      this.#encoding = reader;
      return layerName;
    };
    this.#values.set(layerName, { made, floats: {}, bytes, widened: {}, writeFloats });
  }

  #floats(layerName: string, layout: Layout): string {
    const { made, floats, writeFloats } = this.#valueOf(layerName);
    if (writeFloats) floats[made] ??= writeFloats();
    const source = floats[made];
    if (source === undefined) return this.#widened(layerName, layout);
    floats[layout] ??= this.#turn(layerName, source, { name: `${layerName}@${layout}`, layout });
    return floats[layout];
  }

  #widened(layerName: string, layout: Layout): string {
    const { widened } = this.#valueOf(layerName);
    widened[layout] ??= this.widen(
      this.#bytes(layerName, layout),
      this.stepOf(layerName),
      `${layerName}@${layout}-widened`,
    );
    return widened[layout];
  }

  #bytes(layerName: string, layout: Layout): string {
    const { made, floats, bytes } = this.#valueOf(layerName);
    bytes[made] ??= this.narrow(floats[made] ?? '', this.stepOf(layerName), `${layerName}@bytes`);
    bytes[layout] ??= this.#turn(layerName, bytes[made], { name: `${layerName}@${layout}-bytes`, layout });
    return bytes[layout];
  }

  #turn(
    layerName: string,
    source: string,
    { name, layout }: { readonly name: string; readonly layout: Layout },
  ): string {
    const shape = this.shapeOf(layerName);
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
