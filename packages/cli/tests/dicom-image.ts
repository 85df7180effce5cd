import { readFile } from 'node:fs/promises';
import { writeDicomFile } from '@slc/dicom';
import { decodeImage } from '@slc/image';
import { EXAMPLE_IMAGE } from '../../interop/tests/example-answers.js';

const LIMITS = { maxBytes: 10_000_000, maxPixels: 10_000_000 };

/** A picture as a DICOM image of an example patient, uncompressed. */
export async function asDicomImage(picture: string | URL): Promise<Uint8Array> {
  const { width, height, data } = await decodeImage(await readFile(picture), LIMITS);
  return writeDicomFile({
    ...EXAMPLE_IMAGE,
    ...{ SamplesPerPixel: 3, PhotometricInterpretation: 'RGB', PlanarConfiguration: 0 },
    ...{ Rows: height, Columns: width, PixelRepresentation: 0 },
    ...{ BitsAllocated: 8, BitsStored: 8, HighBit: 7 },
    PixelData: data,
  });
}
