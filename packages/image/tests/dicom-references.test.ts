import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// The codecs' thread is started from built code.
import { decodeImage } from '../dist/index.js';
import { filesCutAt } from './cut-streams.js';
import { hasPydicom, PYTHON, readPydicomFile } from './pydicom-files.js';

const script = fileURLToPath(new URL('../scripts/decode_pydicom_files.py', import.meta.url));

/**
 * All 8-bit colour files of one frame that pydicom ships, that have 32 pixels a side and that it decodes with Pillow and CharLS; and one
 * of 16 bits. Lossless JPEG is held against DCMTK.
 */
const COLOUR_FILES = [
  'ExplVR_BigEnd',
  'SC_jpeg_no_color_transform',
  'SC_jpeg_no_color_transform_2',
  'SC_rgb_dcmtk_+eb+cr',
  'SC_rgb_dcmtk_+eb+cy+n1',
  'SC_rgb_dcmtk_+eb+cy+n2',
  'SC_rgb_dcmtk_+eb+cy+np',
  'SC_rgb_dcmtk_+eb+cy+s2',
  'SC_rgb_dcmtk_+eb+cy+s4',
  'SC_rgb_gdcm_KY',
  'SC_rgb_jls_lossy_line',
  'SC_rgb_jls_lossy_sample',
  'SC_rgb_jpeg_app14_dcmd',
  'SC_rgb_jpeg_dcmd',
  'SC_rgb_jpeg_dcmtk',
  'SC_rgb_jpeg_lossy_gdcm',
  'SC_rgb_rle',
  'SC_rgb_rle_16bit',
  'SC_ybr_full_422_uncompressed',
  'examples_jpeg2k',
  'examples_palette',
  'examples_rgb_color',
].map((name) => `${name}.dcm`);

const REFUSED: readonly (readonly [name: string, code: string, got: string])[] = [
  ['JPGExtended', 'invalid_image', 'one of 12 bits in 16'],
  ['SC_rgb_rle_2frame', 'invalid_image', 'one of 2'],
  ['SC_rgb_rle_32bit', 'invalid_image', 'one of 32 bits in 32'],
  ['SC_rgb_small_odd', 'invalid_image', '3 x 3'],
  ['no_meta', 'unsupported_media_type', 'a file of unknown type'],
  ['ExplVR_BigEndNoMeta', 'unsupported_media_type', 'a DICOM dataset without the header of a file'],
  ['test-SR', 'unsupported_media_type', 'a structured report'],
  ['CT_small', 'unsupported_media_type', 'a CT image'],
  ['MR_small', 'unsupported_media_type', 'an MR image'],
  ['MR_truncated', 'invalid_image', 'one that is cut short'],
  ['rtplan', 'unsupported_media_type', 'a radiotherapy object'],
  ['waveform_ecg', 'unsupported_media_type', 'a waveform'],
  ['meta_missing_tsyntax', 'invalid_image', 'one that does not'],
];

const LIMITS = { maxBytes: 10 * 2 ** 20, maxPixels: 50_000_000 };

describe.skipIf(!hasPydicom)('the files that pydicom ships', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dicom-references-'));
  beforeAll(() => {
    execFileSync(PYTHON, [script, folder, ...COLOUR_FILES]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(COLOUR_FILES)('decode to the pixels of pydicom: %s', async (name) => {
    const { data } = await decodeImage(readPydicomFile(name), LIMITS);
    expect(Buffer.compare(data, readFileSync(join(folder, `${name}.rgb`)))).toBe(0);
  });

  it('are refused when a JPEG 2000 stream is cut short', async () => {
    for (const { length, file } of await filesCutAt(10, readPydicomFile('examples_jpeg2k.dcm'))) {
      await expect(decodeImage(file, LIMITS), `${length} bytes`).rejects.toMatchObject({
        code: 'invalid_image',
        message: expect.stringMatching(/whole picture data/),
      });
    }
  });

  it.each(REFUSED)('are refused when they are no photograph: %s.dcm', async (name, code, got) => {
    await expect(decodeImage(readPydicomFile(`${name}.dcm`), LIMITS)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`got ${got}$`)),
    });
  });
});
