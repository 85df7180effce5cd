import { createReadStream } from 'node:fs';

/** One record of a file, with where it ends in it. */
export interface WholeRecord {
  /** With the line break that ends it. */
  readonly text: string;
  readonly endByte: number;
}

const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/** Against files that are no answers: a map of 1,000 classes has less. */
const LONGEST_RECORD_BYTES = 64 * 2 ** 20;

/**
 * The records of a file that are whole, one after the other: lines, or with quotes the records of a CSV, whose quoted cells
 * may hold line breaks. What follows the last whole one was cut off and is left out.
 *
 * @throws RangeError where a record is longer than any answer
 */
export async function* wholeRecords(
  path: string,
  { withQuotes }: { readonly withQuotes: boolean },
): AsyncGenerator<WholeRecord> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let endByte = 0;
  let isQuoted = false;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      if (withQuotes && chunk[i] === QUOTE) isQuoted = !isQuoted;
      if (chunk[i] !== LINE_FEED || isQuoted) continue;
      const text = Buffer.concat([...begun, chunk.subarray(from, i + 1)]);
      begun = [];
      begunBytes = 0;
      from = i + 1;
      endByte += text.length;
      yield { text: text.toString(), endByte };
    }
    begun.push(chunk.subarray(from));
    begunBytes += chunk.length - from;
    if (begunBytes > LONGEST_RECORD_BYTES) {
      throw new RangeError(`a line of more than ${LONGEST_RECORD_BYTES} bytes after byte ${endByte}`);
    }
  }
}
