import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TAGS } from '@slc/dicom';
import { afterAll, describe, expect, it } from 'vitest';
import { hasDcmtk, makeVariants } from '../../dicom/tests/dcmtk-variants.js';
import { changing, drawnPixels, photographFile } from '../../dicom/tests/drawn-photograph.js';
import { element } from '../../dicom/tests/encode-dicom.js';
// The codecs' thread is started from built code.
import { decodeImage } from '../dist/index.js';
import { filesCutAt } from './cut-streams.js';

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
      for (const { length, file } of await filesCutAt(25, bytes)) {
        await expect(decodeImage(file, LIMITS), `${name} of ${length} bytes`).rejects.toMatchObject({
          code: 'invalid_image',
          message: expect.stringMatching(/cut short$/),
        });
      }
    }
  });
});
