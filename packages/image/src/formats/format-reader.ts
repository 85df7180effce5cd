import type { PhotographNote } from '@slc/dicom';
import type { DecodeLimits } from '../decode-limits.js';
import type { Pixels, Size } from '../pixels.js';

/** Everything that is particular to one image format. All functions read nothing but the file's bytes. */
export type FormatReader = LibvipsReader | OwnReader;

interface FaultDescriber {
  /**
   * Says what is wrong with a file that could not be decoded, where the format shows it.
   *
   * @returns a noun phrase, such as `one that is cut short`
   */
  describeFault?(bytes: Uint8Array): string;
}

/** A format that this package decodes itself. */
export interface OwnReader extends FaultDescriber {
  /**
   * @param limits for what must be unpacked to find the header
   * @returns the size that the header declares; undefined when the header is not there
   * @throws SlcError as a `LibvipsReader`; `unsupported_media_type` when the file holds something else than a picture
   */
  readSize(bytes: Uint8Array, limits: DecodeLimits): DeclaredSize | undefined | Promise<DeclaredSize>;

  /**
   * Decodes a file whose size has been checked.
   *
   * @throws SlcError `invalid_image` when the file is cut short or of a kind that is not read; `cancelled` or
   * `deadline_exceeded` when the signal aborts
   */
  decode(bytes: Uint8Array, context: DecodeContext): Promise<NotedPixels>;
}

export interface DeclaredSize extends Size {
  /** Whether the file is decoded by a codec, to which pictures come one at a time. */
  readonly needsCodec?: boolean;
}

export interface DecodeContext {
  readonly limits: DecodeLimits;
  readonly signal: AbortSignal | undefined;
  /** Decodes a JPEG file that lies within this one, by its own reader. */
  readonly decodeJpeg: (jpeg: Uint8Array, size: Size) => Promise<Pixels>;
}

export interface NotedPixels extends Pixels {
  /** What an operator may want to know of the file. */
  readonly notes?: readonly PhotographNote[];
}

/** A format that libvips decodes. */
export interface LibvipsReader extends FaultDescriber {
  /**
   * @returns the size that the header declares; undefined when the header is not there
   * @throws SlcError `invalid_image` when the file exceeds a limit of the format, or is of a kind that is not read
   */
  readSize(bytes: Uint8Array): Size | undefined;

  /** The libvips operation that reads the format from memory. libvips may run no other loader. */
  readonly libvipsLoader: string;
  /** Options of sharp in which the format differs from the others. */
  readonly sharpOptions?: { readonly failOn?: 'error'; readonly autoOrient?: true };

  /**
   * Leaves out metadata and further frames or pages, and mends what libvips would refuse. No pixel depends on any of it,
   * and the former can cost libvips time and memory that the declared size does not show.
   *
   * @returns a copy, or the file itself when there is nothing to change
   * @throws SlcError `invalid_image` when the file exceeds a limit of the format, or is of a kind that is not read
   */
  trim(bytes: Uint8Array): Uint8Array;

  /**
   * Leaves out more than `trim`, from a file that libvips refused after it: something that looks like a fault, but may be
   * a part of the picture.
   *
   * @returns undefined when there is nothing more to leave out
   */
  trimMore?(bytes: Uint8Array): Uint8Array | undefined;

  /**
   * How the file stores its samples, in libvips's words. Where a format's header says it, libvips need not open the file
   * once more for it.
   */
  readSamples?(bytes: Uint8Array): Samples;

  /**
   * Changes how a file is converted where Pillow treats this format in a way of its own.
   *
   * @param conversion the usual one for the file's kind of samples
   * @returns undefined for the file as it is and the usual conversion
   */
  adapt?(bytes: Uint8Array, conversion: Conversion): AdaptedFile | undefined;
}

/** Only the usual ones are read; the others go into a message. */
export interface Samples {
  /** `b-w`, `srgb`, `cmyk` ... */
  readonly space: string;
  /** `uchar`, `ushort` ... */
  readonly depth: string;
}

/**
 * How samples become 8-bit RGB: by libvips, by Pillow's formula for CMYK, by clipping 16-bit grey at 255, or by
 * Pillow's division by a premultiplied alpha.
 */
export type Conversion = 'libvips' | 'cmyk' | 'clip-grey-16' | 'unpremultiply';

export interface AdaptedFile {
  /** What libvips reads. */
  readonly bytes: Uint8Array;
  readonly conversion: Conversion;
}
