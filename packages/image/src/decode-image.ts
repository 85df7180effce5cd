import type { PhotographNote } from '@slc/dicom';
import { IMAGE_FORMATS, type ImageFormat, recogniseImage, SlcError, throwIfAborted } from '@slc/domain';
import type { DecodeLimits } from './decode-limits.js';
import { type DecodePixelsOptions, decodePixels } from './decode-pixels.js';
import type { CodecTurns } from './dicom/codecs/codec-turns.js';
import type { DeclaredSize, NotedPixels } from './formats/format-reader.js';
import { FORMATS } from './formats/index.js';
import { imageError } from './image-error.js';
import { sharp } from './libvips.js';
import type { Pixels, Size } from './pixels.js';

export type { PhotographNote };

export interface DecodeOptions {
  /**
   * Called with the declared size once it is accepted. Nothing is decoded before this resolves; what it throws ends
   * the decoding.
   */
  readonly beforeDecoding?: (size: Size) => Promise<void>;
  /** Where files that need a codec wait, once their size is accepted. Callers that decode one file at a time need none. */
  readonly codecTurns?: CodecTurns | undefined;
  /** Ends the decoding between two of its steps; libvips finishes what it has begun. */
  readonly signal?: AbortSignal | undefined;
}

export interface DecodedImage extends Pixels {
  readonly format: ImageFormat;
  /** What an operator may want to know of the file. */
  readonly notes: readonly PhotographNote[];
}

/**
 * Decodes a file in one of `IMAGE_FORMATS` into the pixels of Pillow's `Image.open(file).convert('RGB')`, to the bit:
 * alpha dropped, no colour management, EXIF orientation not applied (a TIFF's own Orientation tag is), the first
 * of several pages or frames. A photograph in a DICOM file becomes RGB as PS3.3 says. Limits are checked before anything is
 * decoded.
 *
 * @throws SlcError `image_too_large`, `unsupported_media_type` or `too_many_pixels`; `invalid_image` when the file is
 * broken, cut short, too small or of a kind that is not read; `deadline_exceeded` when decoding takes too long; `overloaded`
 * when too many wait for a codec; `cancelled` or `deadline_exceeded` when the signal aborts
 */
export async function decodeImage(
  bytes: Uint8Array,
  limits: DecodeLimits,
  { beforeDecoding, codecTurns, signal }: DecodeOptions = {},
): Promise<DecodedImage> {
  if (bytes.length > limits.maxBytes) {
    throw imageError('image_too_large', `at most ${limits.maxBytes} bytes`, bytes.length);
  }
  const format = recogniseImage(bytes);
  const reader = FORMATS[format];
  const read: DeclaredSize | undefined = await reader.readSize(bytes, limits);
  if (read === undefined) throw brokenFile(format, bytes);
  const { needsCodec = false, ...size } = read;
  checkSize(size, limits);
  // Before `beforeDecoding`, so that a file that waits here keeps nothing that other files could use.
  const leave = needsCodec ? await codecTurns?.enter(signal) : undefined;
  try {
    await beforeDecoding?.(size);
    throwIfAborted(signal);
    const { notes = [], ...pixels } = await decodeFormat(format, { bytes, size, limits, signal });
    throwIfAborted(signal);
    return { format, notes, ...pixels };
  } finally {
    leave?.();
  }
}

interface SizedFile {
  readonly bytes: Uint8Array;
  readonly size: Size;
  readonly limits: DecodeLimits;
  readonly signal: AbortSignal | undefined;
}

async function decodeFormat(
  format: ImageFormat,
  { bytes, size, limits, signal }: SizedFile,
): Promise<NotedPixels> {
  const reader = FORMATS[format];
  try {
    if (!('decode' in reader)) {
      return await decodeByLibvips(bytes, size, { reader, maxPixels: limits.maxPixels, signal });
    }
    return await reader.decode(bytes, {
      limits,
      signal,
      decodeJpeg: (jpeg, within) => decodeFormat('jpeg', { bytes: jpeg, size: within, limits, signal }),
    });
  } catch (error) {
    throw toDecodeError(error, format, bytes);
  }
}

async function decodeByLibvips(bytes: Uint8Array, size: Size, options: DecodePixelsOptions): Promise<Pixels> {
  const { reader, maxPixels, signal } = options;
  const file = reader.trim(bytes);
  const samples = reader.readSamples?.(bytes);
  if (samples !== undefined) {
    const pixels = await decodePixels(file, samples, options).catch((error: unknown) => {
      const smaller = isRefusal(error) ? reader.trimMore?.(bytes) : undefined;
      if (smaller === undefined) throw error;
      throwIfAborted(signal);
      return decodePixels(smaller, samples, options);
    });
    expectSize(pixels, size);
    return pixels;
  }
  // This reads the header only.
  const header = await sharp(file, { limitInputPixels: maxPixels }).metadata();
  expectSize(header, size);
  throwIfAborted(signal);
  return await decodePixels(file, header, options);
}

/** Here and in libvips, the same header must give the same size: its limit was checked by ours. */
function expectSize(got: Size, { width, height }: Size): void {
  if (got.width === width && got.height === height) return;
  throw new Error(`libvips reads a size of ${got.width} x ${got.height}, not ${width} x ${height}`);
}

/** In pixels, of the shorter side: no lesion can be judged on fewer. */
const MIN_SIDE = 32;

function checkSize({ width, height }: Size, { maxPixels }: DecodeLimits): void {
  if (width * height > maxPixels) {
    throw imageError('too_many_pixels', `at most ${maxPixels} pixels`, `${width} x ${height}`);
  }
  if (Math.min(width, height) < MIN_SIDE) {
    const expected = `at least ${MIN_SIDE} pixels on the shorter side`;
    throw imageError('invalid_image', expected, `${width} x ${height}`);
  }
}

function toDecodeError(thrown: unknown, format: ImageFormat, bytes: Uint8Array): SlcError {
  if (thrown instanceof SlcError) return thrown;
  if (isRefusal(thrown)) return brokenFile(format, bytes, thrown);
  return new SlcError('deadline_exceeded', 'image: it took too long to decode', { cause: thrown });
}

/** Whether libvips has judged the file, and not only run out of time. */
function isRefusal(thrown: unknown): boolean {
  return !(thrown instanceof SlcError || (thrown instanceof Error && thrown.message.startsWith('timeout')));
}

function brokenFile(format: ImageFormat, bytes: Uint8Array, cause?: unknown): SlcError {
  const got = FORMATS[format].describeFault?.(bytes) ?? 'one that is broken or cut short';
  const message = `image: expected a whole ${IMAGE_FORMATS[format].name} file, got ${got}`;
  return new SlcError('invalid_image', message, { cause });
}
