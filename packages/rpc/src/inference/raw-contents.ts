import { invalidRequest } from './invalid-request.js';
import { type BytesTensor, countElements, type InputTensor, type OutputTensor } from './tensors.js';

/**
 * Against a message of millions of empty elements, each of which would become an object of a hundred bytes. As many as the
 * queue can have places at most.
 */
export const MOST_BYTES_ELEMENTS = 10_000;

/** The length before each element of a BYTES tensor, little-endian. */
const PREFIX_BYTES = 4;

/**
 * Reads the elements of a BYTES tensor: each is its length and then its bytes. They are views of `content`.
 *
 * @throws SlcError `invalid_request` unless the content is exactly the elements that the shape says
 */
export function readRawBytes(content: Buffer, shape: readonly number[], where: string): readonly Buffer[] {
  const count = expectFewElements(countElements(shape, where), where);
  const elements: Buffer[] = [];
  let at = 0;
  while (elements.length < count) {
    const left = content.length - at - PREFIX_BYTES;
    if (left < 0) {
      throw invalidRequest(
        where,
        `${count} elements, each after its length in 4 bytes`,
        `${elements.length}`,
      );
    }
    const length = content.readUInt32LE(at);
    at += PREFIX_BYTES;
    if (length > left) {
      throw invalidRequest(
        `${where}, element ${elements.length}`,
        `at most ${left} bytes`,
        `a length of ${length}`,
      );
    }
    elements.push(content.subarray(at, at + length));
    at += length;
  }
  if (at !== content.length) {
    throw invalidRequest(
      where,
      `${count} elements by its shape [${shape}]`,
      `${content.length - at} bytes more`,
    );
  }
  return elements;
}

export function expectFewElements(count: number, where: string): number {
  if (count <= MOST_BYTES_ELEMENTS) return count;
  throw invalidRequest(where, `at most ${MOST_BYTES_ELEMENTS} elements`, `${count}`);
}

/** A tensor's elements as bare bytes. */
export function toRawContent(tensor: InputTensor | OutputTensor): Buffer {
  switch (tensor.datatype) {
    case 'BYTES':
      return writeRawBytes(tensor.data);
    case 'BOOL':
      return Buffer.from(tensor.data.map(Number));
    case 'other':
      return Buffer.alloc(0);
    case 'UINT8':
      return Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    case 'FP32': {
      const bytes = Buffer.alloc(4 * tensor.data.length);
      for (const [index, value] of tensor.data.entries()) bytes.writeFloatLE(value, 4 * index);
      return bytes;
    }
  }
}

function writeRawBytes(elements: BytesTensor['data']): Buffer {
  return Buffer.concat(
    elements.flatMap((element) => {
      const prefix = Buffer.alloc(PREFIX_BYTES);
      prefix.writeUInt32LE(element.length);
      return [prefix, element];
    }),
  );
}
