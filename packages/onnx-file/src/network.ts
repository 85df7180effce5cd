import type { OnnxFile } from './read/model.js';
import { constantTensor, type FileNode } from './read/node.js';
import { type FileTensor, floatsOfTensor } from './read/tensor.js';
import { ELEMENT_TYPE } from './write/messages.js';

/** A file's graph as a network of values: which node makes each, and which read it. */
export class Network {
  readonly file: OnnxFile;
  readonly #makers = new Map<string, FileNode>();
  readonly #readers = new Map<string, FileNode[]>();

  constructor(file: OnnxFile) {
    this.file = file;
    for (const node of file.nodes) {
      for (const output of node.outputs) if (output !== '') this.#makers.set(output, node);
      for (const input of new Set([...node.inputs, ...node.readInside])) {
        const readers = this.#readers.get(input);
        if (readers) readers.push(node);
        else this.#readers.set(input, [node]);
      }
    }
  }

  /** Every tensor that the file holds, or has in a file of its own. */
  *tensors(): Generator<FileTensor, void, undefined> {
    yield* this.file.initializers.values();
    for (const node of this.file.nodes) {
      const tensor = constantTensor(node);
      if (tensor) yield tensor;
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
      if (read.has(name) && WEIGHTS.has(elementType)) total += dimensions.reduce((a, b) => a * b, 1);
    }
    return total;
  }

  makerOf(value: string): FileNode | undefined {
    return this.#makers.get(value);
  }

  readersOf(value: string): readonly FileNode[] {
    return this.#readers.get(value) ?? [];
  }

  /** The tensor that a value is whatever the picture; null for what is computed. */
  constantOf(value: string): FileTensor | null {
    const initializer = this.file.initializers.get(value);
    if (initializer) return initializer;
    const maker = this.makerOf(value);
    if (!maker) return null;
    if (maker.operator === 'Identity') return this.constantOf(maker.inputs[0] ?? '');
    return constantTensor(maker);
  }

  /**
   * Float values of a constant.
   *
   * @param readExternal gives the values of a tensor that has a file of its own; null for one that has none
   * @returns null for what is computed, or of another type
   */
  floatsOf(value: string, readExternal: (tensor: FileTensor) => Uint8Array | null): Float32Array | null {
    const tensor = this.constantOf(value);
    return tensor && floatsOfTensor(tensor, readExternal(tensor));
  }

  /** Whether a value does not depend on the picture, be it written in the file or computed of what is. */
  isConstant(value: string, depth = 0): boolean {
    if (value === '' || this.file.initializers.has(value)) return true;
    const maker = this.makerOf(value);
    if (!maker || depth > DEEPEST_CONSTANT) return false;
    if (maker.readInside.size > 0) return false;
    return maker.inputs.every((input) => this.isConstant(input, depth + 1));
  }

  /** The nodes that some values are computed with, in the file's order, which is one in which they can run. */
  neededFor(values: readonly string[]): readonly FileNode[] {
    const needed = new Set<FileNode>();
    const open = [...values];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      const maker = this.makerOf(value);
      if (!maker || needed.has(maker)) continue;
      needed.add(maker);
      open.push(...maker.inputs, ...maker.readInside);
    }
    return this.file.nodes.filter((node) => needed.has(node));
  }
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

/** Exporters leave a handful of shape operators before a constant. */
const DEEPEST_CONSTANT = 12;
