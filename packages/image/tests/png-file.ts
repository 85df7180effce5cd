import { crc32, deflateSync } from 'node:zlib';

export interface PngHeaderFields {
  readonly width: number;
  readonly height: number;
  readonly bitDepth?: number;
  readonly colourType?: number;
}

/** A PNG file with the given header, whether or not the rows fit it. */
export function pngFile(header: PngHeaderFields, rows: Uint8Array = new Uint8Array(0)): Uint8Array {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width, 0);
  ihdr.writeUInt32BE(header.height, 4);
  ihdr[8] = header.bitDepth ?? 8;
  ihdr[9] = header.colourType ?? 2;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', ihdr),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Length, name, data, CRC. */
export function pngChunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** Behind the signature (8) and IHDR (25). */
export const AFTER_IHDR = 33;

/** A file with a part between its first `at` bytes and the others. */
export function insertInto(file: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  return Buffer.concat([file.subarray(0, at), part, file.subarray(at)]);
}
