import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { SlcError } from '@slc/domain';

/** A table of a million rows is smaller. A film that is named by mistake is not read into memory. */
const MOST_BYTES = 256 * 2 ** 20;

/**
 * Reads a text file that is UTF-8, or UTF-16 with a byte order mark.
 *
 * @returns the text as UTF-8 without a byte order mark
 * @throws SlcError `invalid_request` for another encoding, or a file that is no text; `not_found` for one that cannot be read
 */
export async function readTableText(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) {
    throw new SlcError('invalid_request', `${path}: expected a table of at most 256 MiB, got ${size} bytes`);
  }
  const bytes = await readFile(path).catch((cause: Error) => {
    const message = `${path}: expected a table that can be read: ${cause.message}`;
    throw new SlcError('not_found', message, { cause });
  });
  const utf16 = UTF16_MARKS.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark));
  const text = utf16 ? fromUtf16(bytes, utf16.encoding, path) : withoutMark(bytes);
  if (text.includes(0)) {
    throw new SlcError(
      'invalid_request',
      `${path}: expected a table as text (CSV or TSV) in UTF-8, it holds NUL bytes as spreadsheets and images do`,
    );
  }
  if (!isUtf8(text)) {
    const message = `${path}, line ${firstBadLine(text)}: expected UTF-8, got bytes of another encoding. Save the table as “CSV UTF-8”.`;
    throw new SlcError('invalid_request', message);
  }
  return text;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** https://encoding.spec.whatwg.org/#bom-sniff */
const UTF16_MARKS = [
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
] as const;

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, UTF8_MARK.length).equals(UTF8_MARK) ? bytes.subarray(UTF8_MARK.length) : bytes;
}

function fromUtf16(bytes: Buffer, encoding: string, path: string): Buffer {
  try {
    return Buffer.from(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SlcError('invalid_request', `${path}: expected UTF-16 as its first bytes say, it is not`, {
      cause,
    });
  }
}

/** Lines are counted from 1. */
function firstBadLine(text: Buffer): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const end = text.indexOf('\n', start);
    if (end === -1 || !isUtf8(text.subarray(start, end))) return line;
    start = end + 1;
  }
}
