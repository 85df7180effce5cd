import { describe, expect, it } from 'vitest';
import { findCodestream, readJpeg2000Header } from './jpeg-2000-header.js';

interface Header {
  readonly depths?: readonly number[];
  readonly steps?: number;
  readonly tile?: number;
  readonly transform?: number;
}

/** A main header for 60 x 45 pixels, with a comment before the coding style and a tile behind it. */
function codestream({ depths = [7, 7, 7], steps = 1, tile = 60, transform = 1 }: Header = {}): Buffer {
  const siz = Buffer.alloc(42);
  siz.writeUInt32BE(0xff4f_ff51, 0);
  siz.writeUInt16BE(38 + 3 * depths.length, 4);
  for (const [i, value] of [60, 45, 0, 0, tile, tile, 0, 0].entries()) siz.writeUInt32BE(value, 8 + 4 * i);
  siz.writeUInt16BE(depths.length, 40);
  const components = depths.flatMap((depth) => [depth, steps, steps]);
  const comment = Buffer.from('ff6400060001', 'hex');
  const style = Buffer.from([0xff, 0x52, 0, 12, 0, 0, 0, 1, transform, 5, 4, 4, 0, 1]);
  return Buffer.concat([
    siz,
    Buffer.from(components),
    comment,
    Buffer.from('A!'),
    style,
    Buffer.from('ff90', 'hex'),
  ]);
}

describe('readJpeg2000Header', () => {
  it('reads size, samples and the transform of colours', () => {
    expect(readJpeg2000Header(codestream())).toEqual({
      width: 60,
      height: 45,
      components: 3,
      bits: 8,
      isSigned: false,
      isSubsampled: false,
      tiles: 1,
      convertsColours: true,
    });
    expect(readJpeg2000Header(codestream({ transform: 0 }))?.convertsColours).toBe(false);
    expect(readJpeg2000Header(codestream({ depths: [7, 139, 7] }))).toMatchObject({
      bits: 12,
      isSigned: true,
    });
    expect(readJpeg2000Header(codestream({ steps: 2 }))?.isSubsampled).toBe(true);
    expect(readJpeg2000Header(codestream({ tile: 20 }))?.tiles).toBe(9);
    expect(readJpeg2000Header(codestream({ tile: 0 }))?.tiles).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives nothing of a header that is cut anywhere, is another or has a thousand comments', () => {
    const whole = codestream();
    for (let length = 0; length < whole.length - 9; length++) {
      expect(readJpeg2000Header(whole.subarray(0, length))).toBeUndefined();
    }
    expect(readJpeg2000Header(Buffer.from('GIF89a'.repeat(20)))).toBeUndefined();
    const comments = Buffer.concat(Array.from({ length: 1_001 }, () => Buffer.from('ff640002', 'hex')));
    const commented = Buffer.concat([whole.subarray(0, 51), comments, whole.subarray(51)]);
    expect(readJpeg2000Header(commented)).toBeUndefined();
  });
});

describe('findCodestream', () => {
  const box = (type: string, content: Uint8Array, length = 8 + content.length) => {
    const header = Buffer.alloc(8, type);
    header.writeUInt32BE(length);
    header.write(type, 4, 'latin1');
    return Buffer.concat([header, content]);
  };
  const signature = box('jP  ', Buffer.from('0d0a870a', 'hex'));

  it('finds it within the boxes of a JP2 file, up to its end or that of the file', () => {
    const bytes = codestream();
    expect(findCodestream(bytes)).toBe(bytes);
    const jp2 = Buffer.concat([
      signature,
      box('jp2h', Buffer.alloc(5)),
      box('jp2c', bytes),
      box('uuid', bytes),
    ]);
    expect(Buffer.compare(findCodestream(jp2), bytes)).toBe(0);
    const last = Buffer.concat([signature, box('jp2c', bytes, 0)]);
    expect(Buffer.compare(findCodestream(last), bytes)).toBe(0);
  });

  it('gives up at boxes that never end', () => {
    const endless = Buffer.concat([signature, box('free', Buffer.alloc(0), 0), codestream()]);
    expect(findCodestream(endless)).toBe(endless);
    const many = Buffer.concat([
      signature,
      ...Array.from({ length: 2_000 }, () => box('free', Buffer.alloc(0))),
    ]);
    expect(findCodestream(many)).toBe(many);
  });
});
