import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPhotograph, TAGS } from '@slc/dicom';
import { afterAll, describe, expect, it } from 'vitest';
import { hasDcmtk, makeVariants } from '../../dicom/tests/dcmtk-variants.js';
import { changing, drawnPixels, photographFile } from '../../dicom/tests/drawn-photograph.js';
import { element, encapsulated } from '../../dicom/tests/encode-dicom.js';
// The codecs' thread is started from built code.
import { decodeImage } from '../dist/index.js';

const JPEG = fileURLToPath(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
const LIMITS = { maxBytes: 10 * 2 ** 20, maxPixels: 50_000_000 };

describe.skipIf(!hasDcmtk)('one photograph in every form that DCMTK writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dicom-variants-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the pixels of the JPEG file, to the bit', async () => {
    const { data } = await decodeImage(readFileSync(JPEG), LIMITS);
    const variants = makeVariants(JPEG, folder);
    expect(variants).toHaveLength(17);
    for (const { name, bytes } of variants) {
      const decoded = await decodeImage(bytes, LIMITS);
      expect([decoded.format, decoded.notes, Buffer.compare(decoded.data, data)], name).toEqual([
        'dicom',
        [],
        0,
      ]);
    }
  });

  it.each([
    ['dcmcjpls', []],
    ['dcmcjpeg', ['+el']],
    ['dcmcrle', []],
  ])(
    'has the pixels that were stored as 12 bits in 16 when it is compressed by %s',
    async (command, options) => {
      const stored = Uint16Array.from(drawnPixels(), (value) => value << 4);
      const changes = changing(
        element(TAGS.bitsAllocated, 'US', 16),
        element(TAGS.bitsStored, 'US', 12),
        element(TAGS.highBit, 'US', 11),
        element(TAGS.sopInstanceUid, 'UI', '1.2.3.4'),
        element(TAGS.pixelData, 'OW', new Uint8Array(stored.buffer)),
      );
      const [raw, packed] = ['raw-12', `${command}-12`].map((name) => join(folder, name)) as [string, string];
      writeFileSync(raw, photographFile({ changes }));
      execFileSync(command, [...options, raw, packed], { stdio: 'ignore' });
      const { data } = await decodeImage(readFileSync(packed), LIMITS);
      expect(Buffer.compare(data, drawnPixels())).toBe(0);
    },
  );

  it('is refused when a JPEG-LS stream of it is cut short, at each of 25 places', async () => {
    const files = makeVariants(JPEG, folder).filter(({ name }) => name.startsWith('jpeg-ls'));
    expect(files).toHaveLength(2);
    for (const { name, bytes } of files) {
      const { parts } = await readPhotograph(bytes, LIMITS);
      const stream = Buffer.concat(parts);
      for (let part = 0; part < 25; part++) {
        const cut = stream.subarray(0, Math.floor(((part + 0.5) * stream.length) / 25));
        const decoding = decodeImage(withPixelData(bytes, cut), LIMITS);
        await expect(decoding, `${name} of ${cut.length} bytes`).rejects.toMatchObject({
          code: 'invalid_image',
          message: expect.stringMatching(/cut short$/),
        });
      }
    }
  });
});

/** The same file with other fragments; in DCMTK's files pixel data are the last element. */
function withPixelData(file: Buffer, stream: Uint8Array): Buffer {
  const start = file.indexOf(Buffer.from('e07f10004f420000ffffffff', 'hex'));
  expect(start).toBeGreaterThan(0);
  return Buffer.concat([file.subarray(0, start + 12), encapsulated(stream)]);
}
