import { SlcError } from '@slc/domain';
import { unreachable } from '../http/outage.js';
import { instanceTooLarge } from '../http/read-body.js';

export interface PartLimits {
  readonly boundary: string;
  readonly mostBytes: number;
}

/** What may stand before a part: a preamble, the boundary and the part's headers. Endless ones would fill the memory. */
const MOST_HEAD_BYTES = 16 * 1024;
const END_OF_HEADERS = Buffer.from('\r\n\r\n');

/**
 * Reads a `multipart/related` body of one part as it comes, and gives that part's content.
 *
 * @throws SlcError `overloaded` where the body ends too early; `image_too_large`; `invalid_request` where it has no part, or
 * several
 */
export async function onlyPart(body: AsyncIterable<Uint8Array>, limits: PartLimits): Promise<Buffer> {
  const part = new PartReader(limits);
  for await (const piece of body) part.take(piece);
  return part.content();
}

type Reading = 'preamble' | 'headers' | 'content' | 'end';

class PartReader {
  readonly #delimiter: Buffer;
  readonly #mostBytes: number;
  #reading: Reading = 'preamble';
  /** Not taken yet: what may be the beginning of a delimiter. A boundary may stand at the body's start, without its line break. */
  #rest: Buffer = Buffer.from('\r\n');
  readonly #pieces: Buffer[] = [];
  #contentBytes = 0;

  constructor({ boundary, mostBytes }: PartLimits) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    this.#mostBytes = mostBytes;
  }

  take(piece: Uint8Array): void {
    this.#rest = Buffer.concat([this.#rest, piece]);
    while (this.#advance()) {
      // Each step moves on to what comes next.
    }
    if (this.#reading !== 'content' && this.#rest.length > MOST_HEAD_BYTES) {
      throw new SlcError(
        'invalid_request',
        `retrieve: expected at most ${MOST_HEAD_BYTES} bytes around the instance, got more`,
      );
    }
  }

  content(): Buffer {
    if (this.#reading !== 'end') throw unreachable(new Error('the body ended before its last boundary'));
    if (this.#rest.subarray(0, 2).toString('latin1') !== '--') {
      throw new SlcError('invalid_request', 'retrieve: expected one instance, got several');
    }
    return Buffer.concat(this.#pieces, this.#contentBytes);
  }

  /** @returns whether what is there may be enough for another step */
  #advance(): boolean {
    switch (this.#reading) {
      case 'preamble': {
        const at = this.#rest.indexOf(this.#delimiter);
        if (at < 0) return false;
        this.#rest = this.#rest.subarray(at + this.#delimiter.length);
        this.#reading = 'headers';
        return true;
      }
      case 'headers': {
        if (this.#rest.subarray(0, 2).toString('latin1') === '--') {
          throw new SlcError('invalid_request', 'retrieve: expected one instance, got none');
        }
        const at = this.#rest.indexOf(END_OF_HEADERS);
        if (at < 0) return false;
        this.#rest = this.#rest.subarray(at + END_OF_HEADERS.length);
        this.#reading = 'content';
        return true;
      }
      case 'content': {
        const at = this.#rest.indexOf(this.#delimiter);
        // The last bytes may begin a delimiter whose end has not come.
        this.#keep(at < 0 ? Math.max(0, this.#rest.length - this.#delimiter.length + 1) : at);
        if (at < 0) return false;
        this.#rest = this.#rest.subarray(this.#delimiter.length);
        this.#reading = 'end';
        return true;
      }
      case 'end':
        return false;
    }
  }

  #keep(bytes: number): void {
    this.#contentBytes += bytes;
    if (this.#contentBytes > this.#mostBytes) throw instanceTooLarge(this.#mostBytes);
    this.#pieces.push(this.#rest.subarray(0, bytes));
    this.#rest = this.#rest.subarray(bytes);
  }
}
