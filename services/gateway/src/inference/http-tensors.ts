import { type InputTensor, invalidRequest, type OutputTensor, quoteName, readRawBytes } from '@slc/rpc';

/** What a request says of an input. */
export interface Input {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/**
 * The tensor of an input whose bytes follow the JSON.
 *
 * @throws SlcError `invalid_request`
 */
export function readBinaryTensor(input: Input, bytes: Buffer): InputTensor {
  const { name, datatype, shape } = input;
  switch (datatype) {
    case 'BYTES':
      return { name, datatype, shape, data: readRawBytes(bytes, shape, placeOf(input)) };
    case 'UINT8':
      return { name, datatype, shape, data: bytes };
    default:
      return { name, datatype: 'other', named: datatype, shape };
  }
}

/**
 * The tensor of an input whose elements stand in the JSON: texts in base64 for BYTES, whole numbers for UINT8.
 *
 * @param data texts, in one list or in lists within each other as the shape has them; or the numbers of such lists
 * @throws SlcError `invalid_request`
 */
export function readJsonTensor(input: Input, data: readonly unknown[] | Uint8Array): InputTensor {
  const { name, datatype, shape } = input;
  switch (datatype) {
    case 'BYTES':
      return { name, datatype, shape, data: readTexts(input, data) };
    case 'UINT8':
      if (data instanceof Uint8Array) return { name, datatype, shape, data };
      throw invalidRequest(placeOf(input), 'whole numbers from 0 to 255', 'other values');
    default:
      return { name, datatype: 'other', named: datatype, shape };
  }
}

/** The elements of an output, in one list. Texts stand as they are: class names and words of ours. */
export function toJsonElements(tensor: OutputTensor): readonly (number | boolean | string)[] {
  switch (tensor.datatype) {
    case 'FP32':
      return Array.from(tensor.data, shortest);
    case 'BOOL':
      return tensor.data;
    case 'BYTES':
      return tensor.data.map((text) => Buffer.from(text).toString('utf8'));
  }
}

/** Nine significant digits tell a float32 from its neighbours; as a double it is printed with up to seventeen. */
function shortest(float32: number): number {
  return Number(float32.toPrecision(9));
}

function readTexts(input: Input, data: Iterable<unknown>): Buffer[] {
  const elements: Buffer[] = [];
  eachElement(data, (text) => {
    if (typeof text !== 'string') throw invalidRequest(placeOf(input), 'texts in base64', 'another value');
    elements.push(fromBase64(input, text));
  });
  return elements;
}

/** JSON is text: the bytes of an image can stand in it in base64 alone. */
function fromBase64(input: Input, text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  // Node skips what is not base64, and the result is then shorter.
  if (text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding) return bytes;
  throw invalidRequest(
    placeOf(input),
    'each element in base64, padded and without line breaks',
    'another text',
  );
}

/** In row-major order. How deep the lists are was bounded before they were parsed. */
function eachElement(list: Iterable<unknown>, visit: (element: unknown) => void): void {
  for (const each of list) {
    if (Array.isArray(each)) eachElement(each, visit);
    else visit(each);
  }
}

/** How an input is named in messages. */
export function placeOf({ name }: Pick<Input, 'name'>): string {
  return `input ${quoteName(name)}`;
}
