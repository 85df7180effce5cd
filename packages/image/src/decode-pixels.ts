import type { Sharp } from 'sharp';
import type { Conversion, LibvipsReader, Samples } from './formats/format-reader.js';
import { imageError } from './image-error.js';
import { LIBVIPS_TIMEOUT_SECONDS, sharp } from './libvips.js';
import { clippedGrey16ToRgb, cmykToRgb, unpremultipliedRgb } from './pillow/to-rgb.js';
import type { Pixels, Size } from './pixels.js';

export interface DecodePixelsOptions {
  readonly reader: LibvipsReader;
  readonly maxPixels: number;
  /** Ends this package's own conversion; libvips finishes what it has begun. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a file whose size has been checked. libvips gives Pillow's RGB for most kinds of samples; where Pillow
 * converts differently, libvips only unpacks the samples and `pillow/to-rgb` converts them.
 *
 * @throws SlcError `invalid_image` for samples other than grey, RGB or CMYK of 8 bits, or grey or RGB of 16;
 * `cancelled` or `deadline_exceeded` when the signal aborts
 * @throws Error from sharp for a broken file
 */
export async function decodePixels(
  bytes: Uint8Array,
  { space, depth }: Samples,
  { reader, maxPixels, signal }: DecodePixelsOptions,
): Promise<Pixels> {
  const usual = CONVERSIONS[`${space} ${depth}`];
  if (usual === undefined) {
    const expected = 'grey, RGB or CMYK samples of 8 bits, or grey or RGB of 16';
    throw imageError('invalid_image', expected, `${space} of type ${depth}`);
  }
  const file = reader.adapt?.(bytes, usual) ?? { bytes, conversion: usual };
  const image = sharp(file.bytes, {
    // libpng and libwebp may only warn of damaged data.
    failOn: 'warning',
    ignoreIcc: true,
    limitInputPixels: maxPixels,
    sequentialRead: true,
    ...reader.sharpOptions,
  }).timeout({ seconds: LIBVIPS_TIMEOUT_SECONDS });
  return CONVERTERS[file.conversion](image, signal);
}

/** By libvips's colour space and sample type. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  'srgb uchar': 'libvips',
  'b-w uchar': 'libvips',
  // 16 bits become 8 by dropping the low byte, as in Pillow's `RGB;16B`.
  'rgb16 ushort': 'libvips',
  'grey16 ushort': 'clip-grey-16',
  'cmyk uchar': 'cmyk',
};

const CONVERTERS: Readonly<
  Record<Conversion, (image: Sharp, signal: AbortSignal | undefined) => Promise<Pixels>>
> = {
  libvips: (image) => unpackBytes(image.removeAlpha().toColourspace('srgb'), 3),

  async cmyk(image, signal) {
    const inks = image.pipelineColourspace('cmyk').toColourspace('cmyk');
    const { width, height, data } = await unpackBytes(inks, 4);
    return { width, height, data: await cmykToRgb(data, signal) };
  },

  async 'clip-grey-16'(image, signal) {
    const { data, info } = await image
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
    const rgb = await clippedGrey16ToRgb(samples, info.channels, signal);
    return { width: info.width, height: info.height, data: rgb };
  },

  async unpremultiply(image, signal) {
    const { width, height, data } = await unpackBytes(image.toColourspace('srgb'), 4);
    return { width, height, data: await unpremultipliedRgb(data, signal) };
  },
};

/** @returns data of (height, width, channels) */
async function unpackBytes(image: Sharp, channels: number): Promise<Size & { readonly data: Uint8Array }> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels === channels) return { width: info.width, height: info.height, data };
  const expected = 'grey, RGB or CMYK with at most one alpha channel';
  throw imageError('invalid_image', expected, `${info.channels} channels where ${channels} fit`);
}
