import { TAGS, TRANSFER_SYNTAXES } from '@slc/dicom';
import { describe, it } from 'vitest';
import { changing, compressed, photographFile } from '../../dicom/tests/drawn-photograph.js';
import { element } from '../../dicom/tests/encode-dicom.js';
import { expectAnswers } from './answered-mutants.js';
import { readFixture } from './pillow-references.js';

/** Forms that need no other program. The fault tests take more of them, and many more mutants. */
const JPEG = changing(element(TAGS.rows, 'US', 37), element(TAGS.columns, 'US', 45));
const SOURCES = [
  { name: 'RGB', bytes: photographFile() },
  {
    name: 'RGB in big endian',
    bytes: photographFile({ syntax: TRANSFER_SYNTAXES.explicitBigEndian, isBigEndian: true }),
  },
  {
    name: 'JPEG',
    bytes: photographFile({
      syntax: TRANSFER_SYNTAXES.jpegBaseline,
      changes: {
        ...JPEG,
        ...compressed(readFixture('rgb-420.jpg').subarray(0, 500), readFixture('rgb-420.jpg').subarray(500)),
      },
    }),
  },
];

describe('mutated DICOM files', () => {
  it('are decoded or refused with a code of images, each of 210', async () => {
    await expectAnswers(SOURCES, 210);
  });
});
