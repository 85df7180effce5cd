import type { Colours, Photograph } from '@slc/dicom';
import { imageError } from '../image-error.js';
import { inSlices, SLICE_PIXELS } from '../pillow/in-slices.js';
import type { Pixels, Size } from '../pixels.js';
import { decodeInThread } from './codecs/decode-in-thread.js';
import { findCodestream, readJpeg2000Header } from './jpeg-2000-header.js';
import { decodeJpegLossless } from './jpeg-lossless.js';
import { hasWholeScans } from './jpeg-ls-scans.js';
import { isSubsampled, type JpegStream, markAsRgb, readJpegStream } from './jpeg-stream.js';
import { decodeRle } from './rle.js';
import type { Samples } from './samples.js';
import { type SampleMeaning, samplesToRgb } from './samples-to-rgb.js';

export interface DecodePhotographOptions {
  /** Decodes a JPEG file of the expected size as every JPEG is decoded here. */
  readonly decodeJpeg: (jpeg: Uint8Array, size: Size) => Promise<Pixels>;
  readonly signal: AbortSignal | undefined;
}

export interface DecodedPhotograph extends Pixels {
  /** Whether the stream's colours are not those of the file's elements. The stream's are taken. */
  readonly hasOtherColours: boolean;
}

/** Whether a photograph is decoded by a codec in a thread: it waits for its turn before it is decoded. */
export function needsCodec({ compression, parts }: Photograph): boolean {
  if (compression === 'jpeg-2000') return true;
  return compression === 'jpeg' && readJpegStream(joined(parts))?.process === 'jpeg-ls';
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array()] = parts;
  return parts.length === 1 ? first : Buffer.concat(parts);
}

/**
 * Decodes the picture that a DICOM file describes. The size and the number of colours must be those of the stream's own header.
 *
 * @throws SlcError `invalid_image` when it is damaged, cut short or of a kind that is not read; `deadline_exceeded` when it
 * takes too long; `cancelled` or `deadline_exceeded` when the signal aborts
 */
export async function decodePhotograph(
  photograph: Photograph,
  options: DecodePhotographOptions,
): Promise<DecodedPhotograph> {
  const { compression, parts } = photograph;
  const bytes = joined(parts);
  const stream = compression === 'jpeg' ? requireJpegStream(bytes, photograph) : undefined;
  if (stream?.process === 'lossy') return decodeLossy(bytes, { ...options, photograph, stream });
  const {
    samples: decompressed,
    colours,
    hasOtherColours = false,
  } = await decompress(bytes, {
    photograph,
    stream,
    signal: options.signal,
  });
  const samples = { ...decompressed, bits: bitsOf(decompressed, photograph) };
  const isWide = colours === 'rgb' || colours === 'palette';
  if (samples.bits > (isWide ? 16 : 8) || samples.bits < (colours === 'palette' ? 1 : 8)) {
    throw unread(`samples of ${samples.bits} bits`);
  }
  const { width, height, palette } = photograph;
  const pixels = await samplesToRgb(samples, { width, height, palette, colours }, options.signal);
  return { ...pixels, hasOtherColours };
}

/**
 * Writers such as DCMTK code 12 bits that are stored in 16 as 16. So where a stream's samples are as wide as the elements', the
 * elements say how many of their bits count, unless the stream has fewer.
 */
function bitsOf({ bits, bytesPerSample }: Samples, photograph: Photograph): number {
  return bytesPerSample === photograph.bytesPerSample ? Math.min(bits, photograph.bitsStored) : bits;
}

interface StreamToDecompress {
  readonly photograph: Photograph;
  /** Of `jpeg`. */
  readonly stream: JpegStream | undefined;
  readonly signal: AbortSignal | undefined;
}

interface Decompressed {
  readonly samples: Samples;
  readonly colours: SampleMeaning['colours'];
  readonly hasOtherColours?: boolean;
}

async function decompress(
  bytes: Uint8Array,
  { photograph, stream, signal }: StreamToDecompress,
): Promise<Decompressed> {
  switch (photograph.compression) {
    case 'none': {
      const { bytesPerSample, bitsStored: bits, byteOrder, isPlanar, colours } = photograph;
      const samples = { data: bytes, bytesPerSample, bits, byteOrder, isPlanar };
      return { samples, colours: colours === 'ybr-422' ? colours : inFull(colours) };
    }
    case 'rle':
      return { samples: await decodeRle(bytes, photograph, signal), colours: inFull(photograph.colours) };
    case 'jpeg':
      return { samples: await decodeWithoutLoss(bytes, stream, signal), colours: inFull(photograph.colours) };
    case 'jpeg-2000':
      return decodeJpeg2000(bytes, photograph, signal);
    default:
      return photograph.compression satisfies never;
  }
}

/** Most compressions neither subsample nor convert colours, whatever the element says of that. */
function inFull(colours: Colours): Exclude<SampleMeaning['colours'], 'ybr-422'> {
  if (colours === 'ybr-jpeg-2000') return 'rgb';
  return colours === 'ybr-422' ? 'ybr' : colours;
}

function requireJpegStream(bytes: Uint8Array, photograph: Photograph): JpegStream {
  const stream = readJpegStream(bytes);
  if (stream === undefined)
    throw imageError('invalid_image', 'a JPEG stream in a DICOM file', 'one without a header');
  expectHeader({ ...stream, components: stream.components.length }, photograph);
  return stream;
}

/** What was checked against the limits is what the elements say: the stream must say the same. */
function expectHeader(
  { width, height, components }: Size & { readonly components: number },
  photograph: Photograph,
): void {
  if (width === photograph.width && height === photograph.height && components === photograph.samplesPerPixel)
    return;
  const expected = `a picture of ${photograph.width} x ${photograph.height} with ${photograph.samplesPerPixel} samples a pixel`;
  throw imageError(
    'invalid_image',
    `${expected} in the DICOM file`,
    `${width} x ${height} with ${components}`,
  );
}

interface LossyStream extends DecodePhotographOptions {
  readonly photograph: Photograph;
  readonly stream: JpegStream;
}

/**
 * The stream's word for its colours counts, and the element's where the stream says nothing: labels are often wrong. Where
 * libjpeg would not know that they are RGB, the stream is marked.
 */
async function decodeLossy(
  bytes: Uint8Array,
  { photograph, stream, decodeJpeg, signal }: LossyStream,
): Promise<DecodedPhotograph> {
  const { width, height, colours } = photograph;
  if (colours === 'palette') throw unread('a palette compressed with loss');
  const isColour = stream.components.length === 3;
  const label = colours === 'rgb' ? 'rgb' : 'ybr';
  const isRgb = isColour && (stream.colours ?? label) === 'rgb';
  const pixels = await decodeJpeg(isRgb ? markAsRgb(bytes) : bytes, { width, height });
  if (colours === 'inverted-grey') await invert(pixels.data, signal);
  return { ...pixels, hasOtherColours: isColour && (stream.colours ?? label) !== label };
}

async function invert(data: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
  await inSlices(data.length, { size: 3 * SLICE_PIXELS, signal }, (start, end) => {
    for (let i = start; i < end; i++) data[i] = 255 - (data[i] ?? 0);
  });
}

async function decodeWithoutLoss(
  bytes: Uint8Array,
  stream: JpegStream | undefined,
  signal: AbortSignal | undefined,
): Promise<Samples> {
  if (stream === undefined || isSubsampled(stream.components))
    throw unread('subsampled colours without loss');
  if (stream.process === 'lossless') return decodeJpegLossless(bytes, stream, signal);
  if (!hasWholeScans(bytes, stream)) {
    throw imageError('invalid_image', 'a whole JPEG-LS picture in a DICOM file', 'one that is cut short');
  }
  const { width, height, components } = stream;
  return decodeInThread({ codec: 'jpeg-ls', bytes, width, height, components: components.length }, signal);
}

async function decodeJpeg2000(
  file: Uint8Array,
  photograph: Photograph,
  signal: AbortSignal | undefined,
): Promise<Decompressed> {
  const bytes = findCodestream(file);
  const header = readJpeg2000Header(bytes);
  if (header === undefined) {
    throw imageError('invalid_image', 'a JPEG 2000 stream in a DICOM file', 'one without a header');
  }
  expectHeader(header, photograph);
  if (header.isSigned || header.isSubsampled) throw unread('signed samples or subsampled colours');
  if (!(header.tiles <= MAX_TILES)) throw unread(`more than ${MAX_TILES} tiles`);
  const samples = await decodeInThread({ ...header, codec: 'jpeg-2000', bytes }, signal);
  const label = inFull(photograph.colours);
  // The codec converts what the stream says that it converts. YBR_FULL is none of that.
  return header.convertsColours && label === 'ybr'
    ? { samples, colours: 'rgb', hasOtherColours: true }
    : { samples, colours: label };
}

/** A tile takes 6 kB of the codec, and the standard allows 65,535. Tiles of 128 x 128 make 3,000 of 50 million pixels. */
const MAX_TILES = 4_096;

function unread(got: string) {
  return imageError('invalid_image', 'a picture in a DICOM file of 8 bits a sample, or RGB of up to 16', got);
}
