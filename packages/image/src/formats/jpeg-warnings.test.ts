import { describe, expect, it } from 'vitest';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { decodeImage } from '../decode-image.js';
import { jpeg } from './jpeg.js';

// Pillow's pixels of the fixtures named warned-... are compared with all others, in decode-image.test.ts.

const LIMITS = { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 };
const CUT = 'image: expected a whole JPEG file, got one that is cut short';
const DAMAGED =
  'image: expected a whole JPEG file, got one that is complete, but its picture data are damaged';
const BAD_HEADER = 'image: expected a whole JPEG file, got one that is complete, but its header is damaged';

describe('a JPEG of which libjpeg warns', () => {
  it.each([
    ['warned-jfif-2.jpg', 'rgb-420.jpg'],
    ['warned-details-first.jpg', 'rgb-420-progressive.jpg'],
    ['warned-cmyk-adobe-1.jpg', 'ycck-adobe.jpg'],
  ])('decodes as one without the fault: %s', async (name, plain) => {
    expect(sha256((await decodeImage(readFixture(name), LIMITS)).data)).toBe(PILLOW.decode[plain]?.sha256);
  });

  it('decodes with all harmless faults together', async () => {
    const file = Buffer.from(readFixture('warned-stray-bytes.jpg'));
    file[11] = 7; // JFIF's major version.
    file[file.indexOf(SOS) + 12] = 0; // The last coefficient.
    const { data } = await decodeImage(Buffer.concat([file.subarray(0, -2), EOI, EOI]), LIMITS);
    expect(sha256(data)).toBe(PILLOW.decode['rgb-420.jpg']?.sha256);
  });

  it('decodes with stray bytes before a frame header that seem to be a parameterless marker', async () => {
    const file = readFixture('rgb-420.jpg');
    const at = file.indexOf(SOF);
    const stray = Buffer.from('00ff0100ff01', 'hex');
    const { data } = await decodeImage(insert(file, at, stray), LIMITS);
    expect(sha256(data)).toBe(PILLOW.decode['rgb-420.jpg']?.sha256);
  });

  it('decodes with zeros behind the data of its scans', async () => {
    const zeros = Buffer.alloc(18);
    for (const name of ['rgb-420.jpg', 'rgb-420-progressive.jpg', 'rgb-restarts.jpg']) {
      const file = readFixture(name);
      let longer = insert(file, file.length - 2, zeros);
      for (let at = file.lastIndexOf(DHT); at > file.indexOf(SOS); at = file.lastIndexOf(DHT, at - 1)) {
        longer = insert(longer, at, zeros);
      }
      expect(sha256((await decodeImage(longer, LIMITS)).data)).toBe(PILLOW.decode[name]?.sha256);
    }
  });

  it('decodes with zeros before restart markers', async () => {
    const file = readFixture('rgb-restarts.jpg');
    const markers = restartMarkers(file);
    for (const zeros of [1, 3, 40]) {
      const longer = markers.reduceRight<Buffer>((all, at) => insert(all, at, Buffer.alloc(zeros)), file);
      expect(sha256((await decodeImage(longer, LIMITS)).data)).toBe(
        PILLOW.decode['rgb-restarts.jpg']?.sha256,
      );
    }
  });

  it.each([
    ['with their tables', (scan: Buffer) => scan],
    ['without', (scan: Buffer) => scan.subarray(scan.indexOf(SOS))],
  ])('decodes with scans that come twice, %s, but for refinements of details', async (_name, repeated) => {
    const name = 'rgb-420-progressive.jpg';
    const [header = Buffer.alloc(0), ...parts] = splitAtScans(readFixture(name));
    for (const [i, part] of parts.entries()) {
      const twice = parts.with(i, Buffer.concat([part, repeated(part)]));
      const file = Buffer.concat([header, ...twice, EOI]);
      const start = part.indexOf(SOS);
      const content = start + part.readUInt16BE(start + 2) + 2;
      const refinesDetails = part[content - 3] !== 0 && (part[content - 1] ?? 0) >= 0x10;
      if (refinesDetails) await expectRefusal(file, DAMAGED);
      else expect(sha256((await decodeImage(file, LIMITS)).data)).toBe(PILLOW.decode[name]?.sha256);
    }
  });

  it('decodes with all its first scans of mean values and details twice', async () => {
    const name = 'warned-details-first.jpg';
    const [header = Buffer.alloc(0), ...parts] = splitAtScans(readFixture(name));
    const file = Buffer.concat([header, ...parts.flatMap((part, i) => (i < 5 ? [part, part] : [part])), EOI]);
    expect(sha256((await decodeImage(file, LIMITS)).data)).toBe(PILLOW.decode[name]?.sha256);
  });

  it.each(['warned-last-coefficient-0.jpg', 'warned-details-first.jpg', 'warned-stray-bytes.jpg'])(
    'is refused when its data are damaged as well: %s',
    async (name) => {
      const file = readFixture(name);
      const end = file.length - 2;
      await expectRefusal(Buffer.concat([file.subarray(0, end - 30), EOI]), DAMAGED);
    },
  );
});

describe('a damaged JPEG', () => {
  it.each([
    'rgb-444.jpg',
    'rgb-422.jpg',
    'rgb-420.jpg',
    'grey.jpg',
    'rgb-420-progressive.jpg',
    'cmyk-adobe.jpg',
  ])('is refused when the last bytes of the data of %s are missing before the end marker', async (name) => {
    const file = readFixture(name);
    for (const missing of [4, 10, 100]) {
      await expectRefusal(Buffer.concat([file.subarray(0, -2 - missing), EOI]), DAMAGED);
    }
  });

  it('is refused when other bytes follow the data of one of several scans', async () => {
    const file = readFixture('rgb-420-progressive.jpg');
    await expectRefusal(insert(file, file.length - 2, Buffer.from('00000007', 'hex')), DAMAGED);
  });

  it('is refused when other bytes than zeros precede a restart marker', async () => {
    const file = readFixture('rgb-restarts.jpg');
    for (const at of restartMarkers(file)) {
      await expectRefusal(insert(file, at, Buffer.from('5a5a5a5a5a5a5a5a5a', 'hex')), DAMAGED);
    }
  });

  it('is not searched for more than 10,000 runs of zeros', () => {
    const file = readFixture('rgb-restarts.jpg');
    const withRuns = (runs: number) => insert(file, file.length - 2, Buffer.alloc(3 * runs, '00ffd0', 'hex'));
    expect(jpeg.trimMore?.(withRuns(10_000))).toBeDefined();
    expect(jpeg.trimMore?.(withRuns(10_001))).toBeUndefined();
  });

  it('is refused for a scan that comes twice with other data', async () => {
    const [header = Buffer.alloc(0), first = Buffer.alloc(0), ...others] = splitAtScans(
      readFixture('rgb-420-progressive.jpg'),
    );
    const changed = Buffer.from(first);
    changed[first.length - 9] = (first[first.length - 9] ?? 0) ^ 1;
    await expectRefusal(Buffer.concat([header, first, changed, ...others, EOI]), DAMAGED);
  });

  it('is refused when zeros stand for the last data of one of several scans', async () => {
    const file = Buffer.from(readFixture('rgb-420-progressive.jpg'));
    await expectRefusal(file.fill(0, file.length - 40, file.length - 2), DAMAGED);
  });

  it('is refused for a restart marker with a wrong number, also in the last row of blocks', async () => {
    for (const at of restartMarkers(readFixture('rgb-restarts.jpg'))) {
      const file = Buffer.from(readFixture('rgb-restarts.jpg'));
      file[at + 1] = (file[at + 1] ?? 0) ^ 1;
      await expectRefusal(file, DAMAGED);
    }
  });

  it('is refused for a scan that refines bits which no scan before it holds', async () => {
    const file = Buffer.from(readFixture('rgb-420-progressive.jpg'));
    const at = file.indexOf(Buffer.from('ffda0008010100010502', 'hex'));
    file[at + 9] = 0x21;
    await expectRefusal(file, DAMAGED);
  });

  it.each([1, 2, 3, 50, 400])('is called cut short when its last %i bytes are missing', async (missing) => {
    for (const name of ['rgb-444.jpg', 'rgb-420-progressive.jpg', 'warned-stray-bytes.jpg']) {
      await expectRefusal(readFixture(name).subarray(0, -missing), CUT);
    }
  });

  it.each([
    ['zeros', Buffer.alloc(1)],
    ['other bytes', Buffer.from('5533a7', 'hex')],
    ['segments', Buffer.from('ffe10004abcd', 'hex')],
  ])('is called cut short when enough %s for the missing data follow the cut', async (_name, part) => {
    for (const name of [
      'rgb-444.jpg',
      'rgb-420-progressive.jpg',
      'rgb-restarts.jpg',
      'warned-stray-bytes.jpg',
    ]) {
      const file = readFixture(name);
      const filling = Buffer.alloc(4 * file.length, part);
      for (const end of [file.indexOf(SOS) + 30, file.length - 40, file.length - 2]) {
        await expectRefusal(Buffer.concat([file.subarray(0, end), filling]), CUT);
      }
    }
  });

  it('is called cut short when it ends within a segment', async () => {
    const file = readFixture('rgb-420.jpg');
    for (const end of [3, 5, 30, file.indexOf(SOF) + 3, file.indexOf(SOS) + 5]) {
      await expectRefusal(file.subarray(0, end), CUT);
    }
  });

  it('is refused for its kind of samples when it does not have 8 bits, or two components', async () => {
    const file = Buffer.from(readFixture('rgb-420.jpg'));
    const frame = file.indexOf(SOF);
    file[frame + 4] = 12;
    await expect(decodeImage(file, LIMITS)).rejects.toThrow(/RGB of 16, got srgb of type 12 bits$/);
    file[frame + 4] = 8;
    file[frame + 9] = 2;
    await expect(decodeImage(file, LIMITS)).rejects.toThrow(/RGB of 16, got 2 components of type uchar$/);
  });

  it('is said to have a damaged header when it has no frame header or no scan', async () => {
    const file = readFixture('rgb-420.jpg');
    const [frame, scan] = [file.indexOf(SOF), file.indexOf(SOS)];
    const frameEnd = frame + 2 + file.readUInt16BE(frame + 2);
    await expectRefusal(Buffer.concat([file.subarray(0, frame), file.subarray(frameEnd)]), BAD_HEADER);
    await expectRefusal(Buffer.concat([file.subarray(0, scan), EOI]), BAD_HEADER);
  });
});

const SOF = Buffer.from([0xff, 0xc0]);
const SOS = Buffer.from([0xff, 0xda]);
const DHT = Buffer.from([0xff, 0xc4]);
const EOI = Buffer.from([0xff, 0xd9]);

async function expectRefusal(file: Uint8Array, message: string): Promise<void> {
  await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({ code: 'invalid_image', message });
}

function insert(file: Uint8Array, at: number, part: Uint8Array): Buffer {
  return Buffer.concat([file.subarray(0, at), part, file.subarray(at)]);
}

/** What comes before the tables of the first scan, then each scan with the tables before it; without the end marker. */
function splitAtScans(file: Buffer): Buffer[] {
  const starts = [0];
  for (let scan = file.indexOf(SOS), from = 0; scan !== -1; from = scan, scan = file.indexOf(SOS, scan + 2)) {
    const table = file.indexOf(DHT, from);
    starts.push(table !== -1 && table < scan ? table : scan);
  }
  return starts.map((start, i) => file.subarray(start, starts[i + 1] ?? file.length - 2));
}

function restartMarkers(file: Uint8Array): number[] {
  return [...file.keys()].filter((i) => file[i] === 0xff && ((file[i + 1] ?? 0) & 0xf8) === 0xd0);
}
