import { LIBVIPS_TIMEOUT_SECONDS, sharp } from './libvips.js';
import type { Pixels } from './pixels.js';

/**
 * Makes the small picture that an answer page shows: what was analysed, in its own orientation and colours.
 *
 * @returns a JPEG without metadata, longer side at most `maxSide` pixels (512 unless given); never enlarged
 */
export async function makePreview(image: Pixels, maxSide = MAX_SIDE): Promise<Uint8Array> {
  const { width, height, data } = image;
  return (
    sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: LIBVIPS_TIMEOUT_SECONDS })
      // Whole chroma: the colours of small structures are what a reader looks at.
      .jpeg({ quality: 85, chromaSubsampling: '4:4:4' })
      .toBuffer()
  );
}

/** In pixels. */
const MAX_SIDE = 512;
