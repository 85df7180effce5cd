import type { OnnxFile } from './read/model.js';
import { constantTensor, type FileNode } from './read/node.js';
import { type FileTensor, floatsOfTensor, integersOfTensor } from './read/tensor.js';
import { ELEMENT_TYPE } from './write/messages.js';

/** A file's graph as a network of values: which node makes each, and which read it. */
export class Network {
  readonly file: OnnxFile;
  readonly #makers = new Map<string, FileNode>();
  readonly #readers = new Map<string, FileNode[]>();
  readonly #readExternal: ReadExternal;

  constructor(file: OnnxFile, readExternal: ReadExternal = () => null) {
    this.file = file;
    this.#readExternal = readExternal;
    for (const node of file.nodes) {
      for (const output of node.outputs) if (output !== '') this.#makers.set(output, node);
      for (const input of new Set([...node.inputs, ...node.readInside])) {
        const readers = this.#readers.get(input);
        if (readers) readers.push(node);
        else this.#readers.set(input, [node]);
      }
    }
  }

  /** Whether the network computes in int8. */
  isQuantised(): boolean {
    return this.file.nodes.some(({ operator }) => QUANTISED.test(operator));
  }

  /** Whether weights are float16. */
  hasHalves(): boolean {
    return [...this.file.initializers.values()].some(
      ({ elementType }) => elementType === ELEMENT_TYPE.float16,
    );
  }

  /** How many numbers the weights of some nodes are. */
  parametersOf(nodes: readonly FileNode[]): number {
    const read = new Set(nodes.flatMap(({ inputs, readInside }) => [...inputs, ...readInside]));
    let total = 0;
    for (const { name, elementType, dimensions } of this.file.initializers.values()) {
      if (read.has(name) && WEIGHTS.has(elementType)) total += sizeOf(dimensions);
    }
    return total;
  }

  /** The weights that some values are computed with, or that are such a value. */
  weightsFor(values: readonly string[]): readonly FileTensor[] {
    const read = new Set(values);
    for (const { inputs, readInside } of this.neededFor(values)) {
      for (const each of [...inputs, ...readInside]) read.add(each);
    }
    return [...this.file.initializers.values()].filter(({ name }) => read.has(name));
  }

  makerOf(value: string): FileNode | undefined {
    return this.#makers.get(value);
  }

  readersOf(value: string): readonly FileNode[] {
    return this.#readers.get(value) ?? [];
  }

  /** The tensor that a value is whatever the picture; null for what is computed. */
  constantOf(value: string): FileTensor | null {
    let at = value;
    for (let steps = 0; steps < LONGEST_CONSTANT; steps++) {
      const initializer = this.file.initializers.get(at);
      if (initializer) return initializer;
      const maker = this.makerOf(at);
      if (!maker) return null;
      if (maker.operator !== 'Identity') return constantTensor(maker);
      at = maker.inputs[0] ?? '';
    }
    return null;
  }

  /** Float values of a constant. @returns null for what is computed, or of another type */
  floatsOf(value: string): Float32Array | null {
    const tensor = this.constantOf(value);
    return tensor && floatsOfTensor(tensor, this.#readExternal(tensor));
  }

  /** Whole numbers of a constant. @returns null for what is computed, or of another type, and for more than any shape has */
  integersOf(value: string): readonly number[] | null {
    const tensor = this.constantOf(value);
    if (!tensor || sizeOf(tensor.dimensions) > MOST_INTEGERS) return null;
    return integersOfTensor(tensor, this.#readExternal(tensor));
  }

  /** Whether a value does not depend on the picture, be it written in the file or computed of what is. */
  isConstant(value: string): boolean {
    const met = new Set([value]);
    for (const each of met) {
      if (each === '' || this.file.initializers.has(each)) continue;
      const maker = this.makerOf(each);
      if (!maker || maker.readInside.size > 0 || met.size > LONGEST_CONSTANT) return false;
      for (const input of maker.inputs) met.add(input);
    }
    return true;
  }

  /** The nodes that some values are computed with, in the file's order, which is one in which they can run. */
  neededFor(values: readonly string[]): readonly FileNode[] {
    const needed = new Set<FileNode>();
    const open = [...values];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      const maker = this.makerOf(value);
      if (!maker || needed.has(maker)) continue;
      needed.add(maker);
      for (const read of [maker.inputs, maker.readInside]) for (const each of read) open.push(each);
    }
    return this.file.nodes.filter((node) => needed.has(node));
  }
}

/** Gives the values of a tensor that has a file of its own; null for one that has none. */
export type ReadExternal = (tensor: FileTensor) => Uint8Array | null;

/** The places of a Gather over a map's channels are some thousands. */
const MOST_INTEGERS = 65_536;

function sizeOf(dimensions: readonly number[]): number {
  return dimensions.reduce((a, b) => a * b, 1);
}

/** Types of weights: whole numbers of 64 bits are shapes and places. */
const WEIGHTS: ReadonlySet<number> = new Set([
  ELEMENT_TYPE.float32,
  ELEMENT_TYPE.float16,
  ELEMENT_TYPE.float64,
  ELEMENT_TYPE.int8,
  ELEMENT_TYPE.uint8,
]);

/** Operators that work on bytes in place of floats. */
const QUANTISED = /^(QLinear|QuantizeLinear$|DynamicQuantize|MatMulInteger$|ConvInteger$|QGemm$|QAttention$)/;

/** Those whose steps follow from the values that they meet, a batch's other pictures among them. */
const DYNAMIC = /^Dynamic(Quantize|QuantizeLinear|QuantizeMatMul)/;

/** Whether a picture's logits depend on what else is in the batch: int8 whose ranges are measured anew in each run. */
export function takesBytesDynamically({ file }: Network): boolean {
  return file.nodes.some(({ operators }) => [...operators].some((each) => DYNAMIC.test(nameOf(each))));
}

/** @param operator `domain:operator` */
function nameOf(operator: string): string {
  return operator.slice(operator.indexOf(':') + 1);
}

/** Exporters leave a handful of shape operators before a constant. A file may make rings of them, or a thousand ways to each. */
const LONGEST_CONSTANT = 64;
