import {
  type FileNode,
  floatTensor,
  integerTensor,
  type Message,
  nodeMessage,
  type OnnxNode,
  ownNodeMessage,
} from '@slc/onnx-file';
import { NCHWC } from './nchwc.js';
import type { ValueSize } from './value-sizes.js';

/** A value's columns, dealt out in turn: the first plane has the columns 0, 4, 8, …, the second 1, 5, 9, …. */
export type Planes = readonly [string, string, string, string];

/** How many planes a value is dealt out to. */
const PLANES = 4;

/**
 * Writes the nodes of a laid-out network of which some values are kept in planes. A value is dealt out where something reads its
 * planes, and put together where something reads it whole: once each.
 */
export class PlaneWriter {
  readonly nodes: Message[] = [];
  readonly constants: Message[] = [];
  readonly #blockSize: number;
  readonly #sizes: ReadonlyMap<string, ValueSize>;
  readonly #planes = new Map<string, Planes>();
  /** Those of `#planes` that are not there as a whole. */
  readonly #onlyInPlanes = new Set<string>();
  readonly #constantNames = new Map<string, string>();
  readonly #read = new Set<string>();

  constructor(sizes: ReadonlyMap<string, ValueSize>, blockSize: number) {
    this.#sizes = sizes;
    this.#blockSize = blockSize;
  }

  /** Whether a node reads a value or a weight. */
  isRead(name: string): boolean {
    return this.#read.has(name);
  }

  /** Whether a value can be dealt out. */
  canBePlanes(value: string): boolean {
    const [channels = 0, height = 0, width = 0] = this.#sizes.get(value) ?? [];
    return channels % this.#blockSize === 0 && channels * height * width > 0 && width % PLANES === 0;
  }

  isOnlyInPlanes(value: string): boolean {
    return this.#onlyInPlanes.has(value);
  }

  planesOf(value: string): Planes {
    const earlier = this.#planes.get(value);
    if (earlier) return earlier;
    const { channels, height, columns } = this.#extent(value);
    const dealt = this.#reshape(value, [-1, columns, PLANES, this.#blockSize]);
    const planes = fourOf((i) => {
      const [from, to, axis] = [this.#integers([i]), this.#integers([i + 1]), this.#integers([2])];
      const column = this.node('Slice', [dealt, from, to, axis]);
      return this.#reshape(column, [-1, channels, height, columns]);
    });
    this.#planes.set(value, planes);
    return planes;
  }

  /** Says that a value is these planes. */
  setPlanes(value: string, planes: Planes): void {
    this.#planes.set(value, planes);
    this.#onlyInPlanes.add(value);
  }

  /** Makes sure that a value is there as a whole. */
  needWhole(value: string): void {
    const planes = this.#planes.get(value);
    if (!planes || !this.#onlyInPlanes.delete(value)) return;
    const { channels, height, columns } = this.#extent(value);
    const dealt = planes.map((plane) => this.#reshape(plane, [-1, columns, 1, this.#blockSize]));
    const whole = this.node('Concat', dealt, { attributes: { axis: 2 } });
    this.#reshape(whole, [-1, channels, height, columns * PLANES], value);
  }

  /** Copies a node that reads whole values. */
  copy(node: FileNode): void {
    for (const value of [...node.inputs, ...node.readInside]) {
      this.needWhole(value);
      this.#read.add(value);
    }
    this.nodes.push(nodeMessage(node));
  }

  /** Adds an operator, a standard one unless a domain is given. @returns the name of its value */
  node(
    operator: string,
    inputs: readonly string[],
    more: Partial<Pick<OnnxNode, 'attributes' | 'domain' | 'name'>> = {},
  ): string {
    const node = { operator, name: `@plane/node ${this.nodes.length}`, inputs, attributes: {}, ...more };
    for (const input of inputs) this.#read.add(input);
    this.nodes.push(ownNodeMessage(node));
    return node.name;
  }

  sum(a: string, b: string): string {
    return this.node('Add', [a, b]);
  }

  difference(a: string, b: string): string {
    return this.node('Sub', [a, b]);
  }

  /** Adds a constant. @param message the tensor of a name @returns the name, which is the same for the same key */
  #constant(key: string, message: (name: string) => Message): string {
    const earlier = this.#constantNames.get(key);
    if (earlier !== undefined) return earlier;
    const name = `@plane/${key}`;
    this.constants.push(message(name));
    this.#constantNames.set(key, name);
    return name;
  }

  /** Adds a sum of a plane's columns and their neighbours, each times its weight, and of another plane. @returns its name */
  weigh({ plane, channels, taps, before = 0, plus, attributes }: WeighedSum): string {
    const weights = this.#constant(`${channels} times ${taps}`, (name) => {
      // Blocked, as the values are: the same weights for each channel.
      const block = taps.flatMap((tap) => Array.from({ length: this.#blockSize }, () => tap));
      const blocks = Array.from({ length: channels / this.#blockSize }, () => block);
      return floatTensor(name, {
        shape: [channels, 1, 1, taps.length],
        data: Float32Array.from(blocks.flat()),
      });
    });
    const own = {
      kernel_shape: [1, taps.length],
      pads: [0, before, 0, taps.length - 1 - before],
      strides: [1, 1],
      dilations: [1, 1],
      group: channels,
    };
    const inputs = [plane, weights, ...(plus === undefined ? [] : ['', plus])];
    return this.node('Conv', inputs, { attributes: { ...own, ...attributes }, domain: NCHWC });
  }

  #reshape(value: string, shape: readonly number[], name?: string): string {
    const inputs = [value, this.#integers(shape)];
    return this.node('Reshape', inputs, name === undefined ? {} : { name });
  }

  #integers(values: readonly number[]): string {
    return this.#constant(`integers ${values}`, (name) => integerTensor(name, values));
  }

  #extent(value: string) {
    const [channels = 0, height = 0, width = 0] = this.#sizes.get(value) ?? [];
    return { channels, height, columns: width / PLANES };
  }
}

/** A convolution of each channel for itself, which reads a plane once and writes once. */
export interface WeighedSum {
  readonly plane: string;
  readonly channels: number;
  /** The weights of neighbouring columns, from left to right. */
  readonly taps: readonly number[];
  /** How many of the columns lie before the one whose sum it is. Those outside of the plane are 0. */
  readonly before?: number | undefined;
  /** A plane that is added. */
  readonly plus?: string | undefined;
  /** Of the convolution: an activation. */
  readonly attributes?: OnnxNode['attributes'] | undefined;
}

export function fourOf<T>(each: (i: number) => T): readonly [T, T, T, T] {
  return [each(0), each(1), each(2), each(3)];
}
