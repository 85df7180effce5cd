import { TAGS, TRANSFER_SYNTAXES } from '@slc/dicom';
import { changing, compressed, photographFile } from '../../dicom/tests/drawn-photograph.js';
import { element } from '../../dicom/tests/encode-dicom.js';

interface DrawnSize {
  readonly width: number;
  readonly height: number;
}

/** A JPEG-LS stream of one component whose data are noise. */
export function jpegLs({ width, height }: DrawnSize): Buffer {
  const frame = Buffer.from('fff7000b080000000001011100', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const scan = Buffer.from('ffda0008010100000000', 'hex');
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    frame,
    scan,
    Buffer.alloc(100, 0x55),
    Buffer.from('ffd9', 'hex'),
  ]);
}

/** A DICOM file of it: one that needs a codec, which then refuses it. */
export function jpegLsPhotograph(size: DrawnSize): Buffer {
  return photographFile({
    syntax: TRANSFER_SYNTAXES.jpegLsLossless,
    changes: {
      ...changing(
        element(TAGS.samplesPerPixel, 'US', 1),
        element(TAGS.photometricInterpretation, 'CS', 'MONOCHROME2 '),
        element(TAGS.rows, 'US', size.height),
        element(TAGS.columns, 'US', size.width),
      ),
      ...compressed(jpegLs(size)),
    },
  });
}
