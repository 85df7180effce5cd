import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, deflateRawSync } from 'node:zlib';
import { TAGS, TRANSFER_SYNTAXES } from '@slc/dicom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DicomVariant, hasDcmtk, makeVariants } from '../../dicom/tests/dcmtk-variants.js';
import { photographFile } from '../../dicom/tests/drawn-photograph.js';
import { dataset, element, part10, UNDEFINED_LENGTH } from '../../dicom/tests/encode-dicom.js';
import { decodeImage } from '../dist/index.js';
import { expectAnswers } from './answered-mutants.js';
import { hasPydicom, readPydicomFile } from './pydicom-files.js';

const JPEG = fileURLToPath(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
const LIMITS = { maxBytes: 10 * 2 ** 20, maxPixels: 50_000_000 };
const EXPLICIT = { isExplicit: true, isLittleEndian: true };
const MIB = 2 ** 20;

describe.skipIf(!hasDcmtk)('mutants of a photograph in every form that DCMTK writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mutated-dicom-'));
  let variants: readonly DicomVariant[] = [];
  beforeAll(() => {
    variants = makeVariants(JPEG, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are decoded or refused with a code of images, each of 2,000', async () => {
    const inProcess = variants.filter(({ name }) => !name.startsWith('jpeg-ls'));
    const answers = await expectAnswers(inProcess, 2_000);
    expect(answers.decoded).toBeGreaterThan(200);
    expect(answers.invalid_image).toBeGreaterThan(200);
  });

  it('are decoded or refused with a code of images, each of 210 that a codec decodes in its thread', async () => {
    const inThread = variants.filter(({ name }) => name.startsWith('jpeg-ls'));
    expect(Object.keys(await expectAnswers(inThread, 210))).toContain('decoded');
  });

  it('are refused at any cut of the first 600 bytes', async () => {
    const whole = variants.find(({ name }) => name === 'vlp')?.bytes ?? Buffer.alloc(0);
    for (let length = 0; length <= 600; length++) {
      const decoding = decodeImage(whole.subarray(0, length), LIMITS);
      await expect(decoding, `${length} bytes`).rejects.toMatchObject({
        code: expect.stringMatching(/^(invalid_image|unsupported_media_type)$/),
      });
    }
  });
});

describe.skipIf(!hasPydicom)('mutants of JPEG 2000 in DICOM files', () => {
  it('are decoded or refused with a code of images, each of 210', async () => {
    const names = ['SC_rgb_gdcm_KY.dcm', 'examples_jpeg2k.dcm'];
    const sources = names.map((name) => ({ name, bytes: readPydicomFile(name) }));
    expect(Object.keys(await expectAnswers(sources, 210))).toContain('decoded');
  });
});

describe('hostile DICOM files', () => {
  /** 200 MB of zeros in 200 kB: blocks that end with a flush can follow each other. */
  function bomb(): Buffer {
    const block = deflateRawSync(Buffer.alloc(1_000_000), { finishFlush: constants.Z_FULL_FLUSH });
    const blocks = Array.from({ length: 200 }, () => block);
    return part10(TRANSFER_SYNTAXES.deflated, Buffer.concat([...blocks, deflateRawSync(Buffer.alloc(0))]));
  }

  const nested = Array.from({ length: 20_000 }, () => [
    element(0x0040_0275, 'SQ', '', UNDEFINED_LENGTH),
    element(TAGS.item, '', '', UNDEFINED_LENGTH),
  ]).flat();

  it.each([
    ['200 MB of zeros, deflated', bomb(), 'image_too_large'],
    [
      'a length of 4 GB',
      photographFile({ changes: { [TAGS.pixelData]: element(TAGS.pixelData, 'OB', 'ab', 0xffff_fffe) } }),
      'invalid_image',
    ],
    [
      '20,000 sequences in each other',
      part10(TRANSFER_SYNTAXES.explicitLittleEndian, dataset(EXPLICIT, nested)),
      'invalid_image',
    ],
  ])('cost little memory: %s', async (_name, file, code) => {
    // The first time, memory grows for what stays.
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({ code });
    const before = process.memoryUsage().rss;
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({ code });
    expect((process.memoryUsage().rss - before) / MIB).toBeLessThan(100);
  });
});
