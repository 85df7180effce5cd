import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { hasDcmtk, makeVariants } from '../../dicom/tests/dcmtk-variants.js';
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
});
