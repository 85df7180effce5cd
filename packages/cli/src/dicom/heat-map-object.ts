import type { Classification, Framing } from '@slc/domain';
import { decodeImage, drawHeatMap } from '@slc/image';
import { type SourceInstance, writeHeatMapCapture } from '@slc/interop';
import { OWN_IMAGE_LIMITS } from '../own-images.js';

export interface HeatMapParts {
  readonly classification: Classification;
  readonly source: SourceInstance;
  /** The image: a DICOM file. */
  readonly file: Uint8Array;
  /** Of the model. */
  readonly framing: Framing;
  readonly signal: AbortSignal;
}

/**
 * The heat map of an answer as a DICOM object: the file is decoded again, since an answer holds no pixels.
 *
 * @returns null for an answer without a map
 * @throws SlcError as `decodeImage` and `writeHeatMapCapture`
 */
export async function heatMapObject({
  classification,
  source,
  file,
  framing,
  signal,
}: HeatMapParts): Promise<Uint8Array | null> {
  const { explanation, assessment } = classification;
  if (!explanation) return null;
  const { imageLimitBytes: maxBytes, imageLimitPixels: maxPixels } = OWN_IMAGE_LIMITS;
  const image = await decodeImage(file, { maxBytes, maxPixels }, { signal });
  const { verdict } = assessment;
  const overlay = await drawHeatMap(image, { explanation, verdict, framing, signal });
  return writeHeatMapCapture({ classification: { ...classification, explanation }, source, overlay });
}
