import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** In the header: 8 bits a channel, red, green, blue and alpha. */
const RGBA_8 = [8, 6, 0, 0, 0];

/** A square PNG whose pixels the function gives, red, green, blue and alpha, 0..255 each. */
export function drawPng(side: number, pixelAt: (x: number, y: number) => readonly number[]): Uint8Array {
  const rows = Array.from({ length: side }, (_, y) => [
    // Each row begins with its filter: none.
    0,
    ...Array.from({ length: side }, (__, x) => pixelAt(x, y)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set(RGBA_8, 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Uint8Array.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const sizes = Buffer.alloc(4);
  sizes.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([sizes, body, sum]);
}

/** Of the PNG specification, annex D. Node's own came with version 22. */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
