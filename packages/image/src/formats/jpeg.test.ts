import { describe, expect, it } from 'vitest';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../../tests/photographs.js';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { decodeImage } from '../decode-image.js';
import { jpeg } from './jpeg.js';

const LIMITS = { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 };

describe('jpeg.readSize', () => {
  it.each(['grey.jpg', 'rgb-420.jpg', 'rgb-420-progressive.jpg', 'rgb-profile.jpg', 'cmyk-adobe.jpg'])(
    'reads the size of %s',
    (name) => {
      expect(jpeg.readSize(readFixture(name))).toMatchObject({ width: 45, height: 37 });
    },
  );

  it('skips a thumbnail in the metadata', () => {
    const thumbnail = segment(0xe1, Buffer.from('\xff\xd8\xff\xc0\0\x11\x08\0\x01\0\x01', 'latin1'));
    const file = withSegments(readFixture('rgb-420.jpg'), thumbnail);
    expect(jpeg.readSize(file)).toMatchObject({ width: 45, height: 37 });
  });

  it('finds none in zeros, in ones, or when the file ends before it', () => {
    const start = Buffer.from('\xff\xd8\xff\xe0', 'latin1');
    for (const tail of [
      Buffer.alloc(0),
      Buffer.alloc(300),
      Buffer.alloc(300, 255),
      Buffer.alloc(300, 0xc0),
    ]) {
      expect(jpeg.readSize(Buffer.concat([start, tail]))).toBeUndefined();
    }
    const file = readFixture('rgb-420.jpg');
    const frame = file.indexOf(Buffer.from([0xff, 0xc0]));
    expect(jpeg.readSize(file.subarray(0, frame + 8))).toBeUndefined();
  });
});

describe('jpeg.trim', () => {
  it.each(['rgb-420.jpg', 'rgb-420-progressive.jpg', 'cmyk-adobe.jpg', 'rgb-untransformed.jpg'])(
    'changes nothing in %s but to plant 99 warnings',
    (name) => {
      const file = readFixture(name);
      const planted = Buffer.from('00ff01'.repeat(99), 'hex');
      const expected = Buffer.concat([file.subarray(0, 2), planted, file.subarray(2)]);
      expect(jpeg.trim(file)).toEqual(new Uint8Array(expected));
    },
  );

  it.each([0xe1, 0xe2, 0xed, 0xef, 0xfe])('drops segments of marker %i', (marker) => {
    for (const name of ['rgb-420.jpg', 'rgb-420-progressive.jpg', 'cmyk-adobe.jpg']) {
      const file = readFixture(name);
      const extras = Array<Buffer>(1000).fill(segment(marker, Buffer.alloc(0)));
      expect(jpeg.trim(withSegments(file, ...extras))).toEqual(jpeg.trim(file));
    }
  });

  it('drops segments between two scans and before the end', () => {
    const file = readFixture('rgb-420-progressive.jpg');
    const extra = segment(0xe1, Buffer.from('\xff\xd9\xff\xda', 'latin1'));
    for (const at of [file.lastIndexOf(SOS), file.length - 2]) {
      const longer = Buffer.concat([file.subarray(0, at), extra, file.subarray(at)]);
      expect(jpeg.trim(longer)).toEqual(jpeg.trim(file));
    }
  });

  it('keeps the bytes after the end marker', () => {
    const file = readFixture('rgb-420.jpg');
    const extra = segment(0xe1, Buffer.alloc(9));
    expect(jpeg.trim(Buffer.concat([file, extra]))).toEqual(
      new Uint8Array(Buffer.concat([jpeg.trim(file), extra])),
    );
  });

  it('accepts 100 scans and refuses one more', async () => {
    expect(() => jpeg.trim(withScans(100))).not.toThrow();
    await expect(decodeImage(withScans(101), LIMITS)).rejects.toMatchObject({
      code: 'invalid_image',
      message: 'image: expected at most 100 scans in a JPEG file, got more',
    });
  });

  it('refuses more than 10,000 segments', async () => {
    const file = withSegments(
      readFixture('rgb-420.jpg'),
      ...Array<Buffer>(10_000).fill(segment(0xe1, Buffer.alloc(0))),
    );
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({
      code: 'invalid_image',
      message: 'image: expected at most 10000 segments in a JPEG file, got more',
    });
  });

  it('counts scans after a segment of length 0, as libjpeg does', () => {
    const [first, ...others] = splitAtScans(withScans(101));
    const file = Buffer.concat([first ?? Buffer.alloc(0), Buffer.from([0xff, 0xe5, 0, 0]), ...others]);
    expect(() => jpeg.trim(file)).toThrow('at most 100 scans');
  });

  it('does not count start-of-scan bytes within metadata', async () => {
    const file = withSegments(readFixture('rgb-420.jpg'), segment(0xe1, Buffer.alloc(1000, SOS)));
    expect(sha256((await decodeImage(file, LIMITS)).data)).toBe(PILLOW.decode['rgb-420.jpg']?.sha256);
  });
});

describe.skipIf(PHOTOGRAPHS.length === 0)(`jpeg.readSize of the photographs${PHOTOGRAPHS_NOTE}`, () => {
  it.each(PHOTOGRAPHS)('reads the size of $name', ({ bytes }) => {
    expect(jpeg.readSize(bytes)).toMatchObject({ width: 600, height: 450 });
  });
});

const SOS = Buffer.from([0xff, 0xda]);

/** Marker, length (2, counting itself), data. */
function segment(marker: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff]), data]);
}

/** Inserts segments after the first marker. */
function withSegments(file: Uint8Array, ...segments: Uint8Array[]): Buffer {
  return Buffer.concat([file.subarray(0, 2), ...segments, file.subarray(2)]);
}

/** A progressive drawing whose last scan is repeated. */
function withScans(scans: number): Buffer {
  const parts = splitAtScans(readFixture('rgb-420-progressive.jpg'));
  const last = parts.at(-1)?.subarray(0, -2) ?? Buffer.alloc(0);
  return Buffer.concat([...parts.slice(0, -1), ...Array<Buffer>(scans - parts.length + 2).fill(last), EOI]);
}

const EOI = Buffer.from([0xff, 0xd9]);

/** The header, then each scan with the tables before the next. */
function splitAtScans(file: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = file.indexOf(SOS); at >= 0; at = file.indexOf(SOS, at + 2)) {
    parts.push(file.subarray(from, at));
    from = at;
  }
  return [...parts, file.subarray(from)];
}
