import { invalidFile, unsupportedFile } from './faults.js';

// What a stranger's file may hold. Each limit names the attack that it stops, and is far above what classifiers of pictures have.

/** Above what one message of protobuf holds, which an ONNX file is. */
export const MOST_FILE_BYTES = 2 ** 31;

/** Of the messages that lists of weights are looked for in: more than a graph may list. Against files of nothing but fields. */
export const MOST_FIELDS = 200_000;

/** Operators, weights, values, functions, operator sets and metadata of the whole file, subgraphs and functions included. */
export const MOST_PARTS = 50_000;

/** Inputs and outputs of one operator: they become arguments, which lie on the call stack. A Concat has some hundred. */
export const MOST_CONNECTIONS = 50_000;

/** Against outputs whose names fill a message to a client. */
export const MOST_OUTPUTS = 1_000;

/** Bytes. Against names that fill a message. PyTorch's longest have a few hundred letters. */
export const LONGEST_NAME = 4096;

/** Convolutions of pictures have four. */
export const MOST_AXES = 64;

/** Graphs in each other, against a call stack that overflows: real networks nest two deep. */
const DEEPEST_GRAPHS = 16;

/** Messages in each other: protobuf's own limit. */
export const DEEPEST_MESSAGES = 100;

/** What one axis may declare: onnxruntime multiplies axes in 64 bits. */
export const LARGEST_AXIS = 2 ** 31 - 1;

/** Pixels: a picture of a larger side than any classifier takes fills the memory before the network is opened. */
export const LARGEST_SIDE = 4096;

/** Numbers of one constant that are read one by one: the places of a Gather over a map's channels are some thousands. */
export const MOST_NUMBERS = 65_536;

/** Operators between two places of a network. A file may make rings of them, or a thousand ways to each. */
export const LONGEST_WAY = 64;

/** Of a network with its weights: the rewritten file, a protobuf message, holds less than 2 GiB; no classifier of pictures is as large. */
export const MOST_NETWORK_BYTES = 2 ** 31 - 2 ** 20;

/** Against names of files without number. Exporters that give each weight a file of its own write some thousand. */
export const MOST_FILES = 4_096;

/** How many times the bytes of further files weights may take that name the same places. Against a small file that becomes gigabytes. */
export const MOST_SHARING = 2;

/** Counts the parts of one file. */
export class PartCount {
  #parts = 0;

  /** @throws SlcError `unsupported_model` */
  add(): void {
    this.#parts += 1;
    if (this.#parts <= MOST_PARTS) return;
    throw unsupportedFile(`expected a network of at most ${MOST_PARTS} operators and weights, it has more`);
  }
}

/** Where in a file something is read. */
export class ReadScope {
  readonly parts: PartCount;
  readonly #depth: number;

  constructor(parts = new PartCount(), depth = 0) {
    this.parts = parts;
    this.#depth = depth;
  }

  /** Inside a graph of an operator. @throws SlcError `invalid_model` */
  inside(): ReadScope {
    if (this.#depth >= DEEPEST_GRAPHS) {
      throw invalidFile(`expected graphs at most ${DEEPEST_GRAPHS} deep inside each other`);
    }
    return new ReadScope(this.parts, this.#depth + 1);
  }
}
