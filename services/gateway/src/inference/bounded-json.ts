import { SlcError } from '@slc/domain';
import { invalidRequest } from '@slc/rpc';

/** The deepest that a request nests: request, inputs, an input, its data of four dimensions, and one to spare. */
const DEEPEST = 8;

/** Each bound with the attack that it stops. JSON.parse of ten million bytes took that long on two busy cores. */
const BOUNDS = {
  /** A million members with names of their own: three seconds. A request of ten inputs and outputs has under a hundred. */
  objects: { most: 1_024, named: 'objects and members' },
  /** Three million empty lists: over a second. An image of 384 x 384 pixels, pixel by pixel, is 150,000 lists. */
  lists: { most: 262_144, named: 'lists' },
  /** Two million texts. An element of a tensor is one. */
  texts: { most: 4_096, named: 'texts' },
} as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPENS = { list: 0x5b, object: 0x7b } as const;
const CLOSES = { list: 0x5d, object: 0x7d } as const;

/**
 * Parses JSON from outside. It is walked first, byte by byte, so that text which is short to send and long to parse never
 * reaches the parser: nothing else is answered while that runs.
 *
 * @throws SlcError `invalid_request`
 */
export function parseBoundedJson(bytes: Buffer): unknown {
  refuseLargeStructure(bytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new SlcError('invalid_request', 'body: expected a JSON object, got text that is not JSON', {
      cause,
    });
  }
}

function refuseLargeStructure(bytes: Buffer): void {
  const counts = { objects: 0, lists: 0, texts: 0 };
  const count = (kind: keyof typeof BOUNDS): void => {
    counts[kind]++;
    const { most, named } = BOUNDS[kind];
    if (counts[kind] > most) throw tooMuch(`at most ${most} ${named}`);
  };
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        count('texts');
        at = endOfText(bytes, at);
        break;
      case COLON:
        count('objects');
        break;
      case OPENS.object:
      case OPENS.list:
        count(bytes[at] === OPENS.list ? 'lists' : 'objects');
        if (++depth > DEEPEST) throw tooMuch(`at most ${DEEPEST} objects and lists within each other`);
        break;
      case CLOSES.object:
      case CLOSES.list:
        depth--;
    }
  }
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
