import { randomUUID } from 'node:crypto';
import { SlcError } from '@slc/domain';
import { invalidRequest } from '@slc/rpc';
import { type JsonLimits, tooLarge } from './body-limits.js';
import { readNumberLists } from './number-lists.js';

/** The JSON of a request, the numbers of its tensors apart. */
export interface RequestJson {
  readonly value: unknown;
  /** The numbers of an input's `data`, by the text that stands in their place. */
  readonly numbers: ReadonlyMap<string, Uint8Array>;
}

/**
 * Against text that is short to send and long to parse, while nothing else is answered: JSON.parse takes seconds for ten
 * million bytes of brackets or of members with names of their own. An input or output has about ten parts, an image is one.
 */
const MOST_PARTS = 16_384;

/** The deepest that a request nests: request, inputs, an input, and the lists of its data. */
const DEEPEST = 8;

/** Request, inputs and an input: where `data` is a member of the innermost. */
const DEPTH_OF_DATA = 3;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const DATA_MEMBER = /"data"[ \t\n\r]*:[ \t\n\r]*$/;

/**
 * Reads the JSON of a request. The bytes are walked once: the numbers of tensors are taken out of them, and what is left is
 * parsed when it is known to be small, apart from its texts.
 *
 * @throws SlcError `invalid_request`, `image_too_large`
 */
export function parseRequestJson(bytes: Buffer, limits: JsonLimits): RequestJson {
  const { pieces, numbers } = takeNumbersOut(bytes, limits.tensorBytes);
  if (pieces.reduce((sum, { length }) => sum + length, 0) > limits.textBytes) {
    throw tooLarge('body', `${limits.textBytes} bytes of JSON beside the numbers of tensors`);
  }
  try {
    return { value: JSON.parse(Buffer.concat(pieces).toString('utf8')), numbers };
  } catch (cause) {
    throw new SlcError('invalid_request', 'body: expected a JSON object, got text that is not JSON', {
      cause,
    });
  }
}

function takeNumbersOut(bytes: Buffer, most: number) {
  const pieces: Buffer[] = [];
  const numbers = new Map<string, Uint8Array>();
  // No text of the sender's can be taken for it.
  const mark = randomUUID();
  let taken = 0;
  let depth = 0;
  let parts = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === OPEN_LIST && depth === DEPTH_OF_DATA && isData(bytes, at)) {
      const list = readNumberLists(bytes, at, most);
      if (list) {
        const place = `${mark} ${numbers.size}`;
        numbers.set(place, list.numbers);
        pieces.push(bytes.subarray(taken, at), Buffer.from(JSON.stringify(place)));
        taken = list.end;
        at = taken - 1;
        continue;
      }
    }
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > DEEPEST) throw tooMuch(`at most ${DEEPEST} objects and lists within each other`);
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
    else if (byte !== COLON && byte !== COMMA) continue;
    if (++parts > MOST_PARTS) throw tooMuch(`at most ${MOST_PARTS} parts beside the numbers of tensors`);
  }
  pieces.push(bytes.subarray(taken));
  return { pieces, numbers };
}

/** Whether the list that begins here is the member `data` of an object. */
function isData(bytes: Buffer, start: number): boolean {
  return DATA_MEMBER.test(bytes.toString('latin1', Math.max(0, start - 32), start));
}

/** @returns where the quote is that ends the text that begins at `start`, or the end of the bytes */
function endOfText(bytes: Buffer, start: number): number {
  let at = start;
  do {
    at = bytes.indexOf(QUOTE, at + 1);
    if (at === -1) return bytes.length;
  } while (isEscaped(bytes, at));
  return at;
}

function isEscaped(bytes: Buffer, quote: number): boolean {
  let backslashes = 0;
  while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function tooMuch(expected: string): SlcError {
  return invalidRequest('body', `JSON with ${expected}`, 'more');
}
