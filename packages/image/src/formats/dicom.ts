import { type PhotographNote, readPhotograph } from '@slc/dicom';
import { decodePhotograph, needsCodec } from '../dicom/decode-photograph.js';
import type { DecodeContext, NotedPixels, OwnReader } from './format-reader.js';

/**
 * A photograph in a DICOM file. A baseline JPEG in it is decoded as one that lies in a file of its own, so that the same
 * picture gives the same pixels.
 */
export const dicom: OwnReader = {
  async readSize(bytes, limits) {
    const photograph = await readPhotograph(bytes, limits);
    const { width, height } = photograph;
    return { width, height, needsCodec: needsCodec(photograph) };
  },
  decode,
};

/** The elements are read once more, so that nothing, such as an inflated dataset, is kept while the file waits for its turn. */
async function decode(bytes: Uint8Array, { limits, ...options }: DecodeContext): Promise<NotedPixels> {
  const photograph = await readPhotograph(bytes, limits);
  const { hasOtherColours, ...pixels } = await decodePhotograph(photograph, options);
  const notes = new Set<PhotographNote>(photograph.notes);
  if (hasOtherColours) notes.add('label-disagrees');
  return { ...pixels, notes: [...notes] };
}
