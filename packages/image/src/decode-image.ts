import { type ImageFormat, SlcError, throwIfAborted } from '@slc/domain';
import { decodePixels } from './decode-pixels.js';
import { readImageFormat } from './image-format.js';
import { readJpegSize, withoutJpegExtras } from './jpeg-file.js';
import { sharp } from './libvips.js';
import type { Pixels, Size } from './pixels.js';
import { withoutPngExtras } from './png-extras.js';
import { readPngHeader } from './png-header.js';
import { withoutTiffExtras } from './tiff-extras.js';
import { readTiffHeader } from './tiff-header.js';
import { readWebpSize, withoutWebpExtras } from './webp-file.js';

export interface DecodeLimits {
  readonly maxBytes: number;
  /** Width times height, as the file declares them. */
  readonly maxPixels: number;
}

export interface DecodeOptions {
  /** Waited for when the declared size is accepted, before libvips is given anything; what it throws ends the decoding. */
  readonly beforeLibvips?: (size: Size) => Promise<void>;
  /** Ends the decoding between two of its steps: what libvips has begun still ends. */
  readonly signal?: AbortSignal | undefined;
}

export interface DecodedImage extends Pixels {
  readonly format: ImageFormat;
}

/**
 * Decodes a JPEG, PNG, WebP or TIFF file into the pixels of Pillow's `Image.open(file).convert('RGB')`, to the bit:
 * alpha dropped, no colour management, EXIF orientation not applied (a TIFF's own Orientation tag is), the first
 * of several pages or frames. Limits are checked before anything is decoded.
 *
 * @throws SlcError `image_too_large`, `unsupported_media_type` or `too_many_pixels`; `invalid_image` for one that is
 * broken, cut short, too small or of a kind that is not read; `deadline_exceeded` for one that takes too long;
 * `cancelled` or `deadline_exceeded` when the signal aborts
 */
export async function decodeImage(
  bytes: Uint8Array,
  limits: DecodeLimits,
  { beforeLibvips, signal }: DecodeOptions = {},
): Promise<DecodedImage> {
  if (bytes.length > limits.maxBytes) {
    throw new SlcError(
      'image_too_large',
      `image: expected at most ${limits.maxBytes} bytes, got ${bytes.length}`,
    );
  }
  const format = readImageFormat(bytes);
  const { readSize, withoutExtras } = FORMATS[format];
  const size = readSize(bytes);
  if (size === undefined) throw brokenFile(format);
  checkSize(size, limits);
  await beforeLibvips?.(size);
  throwIfAborted(signal);
  try {
    const file = withoutExtras(bytes);
    // This reads the header only.
    const { width, height, space, depth } = await sharp(file, {
      limitInputPixels: limits.maxPixels,
    }).metadata();
    if (width !== size.width || height !== size.height) throw brokenFile(format);
    throwIfAborted(signal);
    const pixels = await decodePixels(
      file,
      { format, space, depth },
      { maxPixels: limits.maxPixels, signal },
    );
    throwIfAborted(signal);
    return { format, ...pixels };
  } catch (error) {
    throw toDecodeError(error, format);
  }
}

/** Shorter side, in pixels: no lesion can be judged on fewer. */
const MIN_SIDE = 32;

interface FormatReader {
  readonly name: string;
  /** As the header declares it; undefined when it does not. */
  readSize(bytes: Uint8Array): Size | undefined;
  /** Metadata and further pages cost libvips time and memory that no size tells, and no pixel depends on them. */
  withoutExtras(bytes: Uint8Array): Uint8Array;
}

const FORMATS: Readonly<Record<ImageFormat, FormatReader>> = {
  jpeg: { name: 'JPEG', readSize: readJpegSize, withoutExtras: withoutJpegExtras },
  png: { name: 'PNG', readSize: readPngHeader, withoutExtras: withoutPngExtras },
  webp: { name: 'WebP', readSize: readWebpSize, withoutExtras: withoutWebpExtras },
  tiff: {
    name: 'TIFF',
    readSize: (bytes) => readTiffHeader(bytes).size,
    withoutExtras: withoutTiffExtras,
  },
};

function checkSize({ width, height }: Size, { maxPixels }: DecodeLimits): void {
  if (width * height > maxPixels) {
    throw new SlcError(
      'too_many_pixels',
      `image: expected at most ${maxPixels} pixels, got ${width} x ${height}`,
    );
  }
  if (Math.min(width, height) < MIN_SIDE) {
    throw new SlcError(
      'invalid_image',
      `image: expected at least ${MIN_SIDE} pixels on the shorter side, got ${width} x ${height}`,
    );
  }
}

function toDecodeError(thrown: unknown, format: ImageFormat): SlcError {
  if (thrown instanceof SlcError) return thrown;
  if (thrown instanceof Error && thrown.message.startsWith('timeout')) {
    return new SlcError('deadline_exceeded', 'image: it took too long to decode', { cause: thrown });
  }
  return brokenFile(format, thrown);
}

function brokenFile(format: ImageFormat, cause?: unknown): SlcError {
  return new SlcError(
    'invalid_image',
    `image: expected a whole ${FORMATS[format].name} file, got one that is broken or cut short`,
    { cause },
  );
}
