import { type ImageFormat, SlcError } from '@slc/domain';
import type { Metadata, Sharp } from 'sharp';
import { LIBVIPS_TIMEOUT_SECONDS, sharp } from './libvips.js';
import type { Pixels } from './pixels.js';
import { readPngHeader } from './png-header.js';
import { readTiffHeader, withTiffField } from './tiff-header.js';
import { clippedGrey16ToRgb, cmykToRgb, unpremultipliedRgb } from './to-rgb.js';

/** How a file stores its samples. */
export interface StoredAs extends Pick<Metadata, 'space' | 'depth'> {
  readonly format: ImageFormat;
}

export interface DecodePixelsOptions {
  readonly maxPixels: number;
  /** Ends our own conversion; what libvips has begun still ends. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a file whose size is checked. libvips gives Pillow's RGB for most kinds of file; where Pillow converts
 * differently, libvips only unpacks the samples and the conversion is ours.
 *
 * @throws SlcError `invalid_image` for samples other than grey, RGB or CMYK of 8 bits, or grey or RGB of 16;
 * `cancelled` or `deadline_exceeded` when the signal aborts; whatever sharp throws for a broken file
 */
export async function decodePixels(
  bytes: Uint8Array,
  stored: StoredAs,
  { maxPixels, signal }: DecodePixelsOptions,
): Promise<Pixels> {
  const { format, space, depth } = stored;
  const open = (file: Uint8Array): Sharp =>
    sharp(file, {
      // libjpeg only warns of corrupt data; libtiff warns of harmless slips in a directory.
      failOn: format === 'tiff' ? 'error' : 'warning',
      ignoreIcc: true,
      limitInputPixels: maxPixels,
      sequentialRead: true,
      // Pillow applies the Orientation tag of a TIFF file, and of no other.
      autoOrient: format === 'tiff',
    }).timeout({ seconds: LIBVIPS_TIMEOUT_SECONDS });

  const kind = `${space} ${depth}`;
  if (kind === 'cmyk uchar') return decodeCmyk(open(bytes), signal);
  if (kind === 'grey16 ushort' && !isGreyAndAlphaPng(bytes, format)) {
    return decodeGrey16(open(withBlackAsZero(bytes, format)), signal);
  }
  if (!KINDS_LIBVIPS_CONVERTS.has(kind)) {
    throw new SlcError(
      'invalid_image',
      `image: expected grey, RGB or CMYK samples of 8 bits, or grey or RGB of 16, got ${space} of type ${depth}`,
    );
  }
  const straightened = withoutPremultiplication(bytes, format);
  return straightened === undefined
    ? decodeRgb(open(bytes))
    : decodePremultiplied(open(straightened), signal);
}

/** 16 bits become 8 by dropping the low byte, as in Pillow's `RGB;16B`. */
const KINDS_LIBVIPS_CONVERTS = new Set(['srgb uchar', 'b-w uchar', 'rgb16 ushort', 'grey16 ushort']);

async function decodeRgb(image: Sharp): Promise<Pixels> {
  const { data, info } = await image
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  expectChannels(info.channels, 3);
  return { width: info.width, height: info.height, data };
}

async function decodeCmyk(image: Sharp, signal: AbortSignal | undefined): Promise<Pixels> {
  const { data, info } = await image
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  expectChannels(info.channels, 4);
  return { width: info.width, height: info.height, data: await cmykToRgb(data, signal) };
}

async function decodeGrey16(image: Sharp, signal: AbortSignal | undefined): Promise<Pixels> {
  const { data, info } = await image
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  return {
    width: info.width,
    height: info.height,
    data: await clippedGrey16ToRgb(samples, info.channels, signal),
  };
}

async function decodePremultiplied(image: Sharp, signal: AbortSignal | undefined): Promise<Pixels> {
  const { data, info } = await image
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  expectChannels(info.channels, 4);
  return { width: info.width, height: info.height, data: await unpremultipliedRgb(data, signal) };
}

/** Pillow reads this one kind of 16-bit grey by its high byte, all others clipped. */
function isGreyAndAlphaPng(bytes: Uint8Array, format: ImageFormat): boolean {
  return format === 'png' && readPngHeader(bytes)?.colourType === 4;
}

/** libvips turns 16-bit samples over where the file says that 0 is white; Pillow takes them as they are. */
function withBlackAsZero(bytes: Uint8Array, format: ImageFormat): Uint8Array {
  if (format !== 'tiff') return bytes;
  const { photometric } = readTiffHeader(bytes);
  return photometric?.value === 0 ? withTiffField(bytes, photometric, 1) : bytes;
}

/**
 * libvips divides by alpha in floating point, Pillow in whole numbers.
 *
 * @returns for a TIFF with premultiplied alpha the file with its alpha called independent, so that libvips leaves the
 * colours alone; undefined for every other file
 */
function withoutPremultiplication(bytes: Uint8Array, format: ImageFormat): Uint8Array | undefined {
  if (format !== 'tiff') return undefined;
  const { extraSample, samplesPerPixel } = readTiffHeader(bytes);
  if (samplesPerPixel !== 4 || extraSample?.value !== 1) return undefined;
  return withTiffField(bytes, extraSample, 2);
}

function expectChannels(actual: number, expected: number): void {
  if (actual === expected) return;
  throw new SlcError(
    'invalid_image',
    `image: expected grey, RGB or CMYK with at most one alpha channel, got ${actual} channels where ${expected} fit`,
  );
}
