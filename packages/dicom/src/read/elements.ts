import { cutShort, damaged, dicomError } from '../dicom-error.js';
import { nameTag, TAGS } from '../tags.js';

/** How elements are written (PS3.5, chapter 7). */
export interface Encoding {
  /** Whether each element names its value representation. */
  readonly isExplicit: boolean;
  readonly isLittleEndian: boolean;
}

/** From an offset to one behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where an element's value lies in its dataset's bytes. */
export interface DicomElement extends Span {
  readonly tag: number;
  /** Two letters; undefined where the encoding is implicit. */
  readonly vr: string | undefined;
  /** Whether the value has no declared length. It then ends with its delimiter, which belongs to the range. */
  readonly isOpenEnded: boolean;
  /** Of encapsulated pixel data: each item's content. The first item is the offset table. */
  readonly fragments: readonly Span[] | undefined;
}

/** The top level of a dataset. */
export interface Dataset {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** By tag. Of an element that comes twice, the last. */
  readonly elements: ReadonlyMap<number, DicomElement>;
  /** Behind the last element. */
  readonly end: number;
}

export interface WalkOptions {
  readonly encoding: Encoding;
  readonly start: number;
  /** Says at which element the walk ends, before that is read. */
  readonly endsBefore?: (tag: number, at: number) => boolean;
}

/**
 * Honest photographs have some hundred. The limit counts elements, items and delimiters on all levels that are walked: a file
 * of 10 MiB could hold 1.3 million empty ones, which would take memory and time of the event loop.
 */
const MAX_STEPS = 20_000;

/** Of sequences in each other. 20,000 of them overflowed the stack of readers that call themselves; this one does not. */
const MAX_DEPTH = 32;

/** 0xffffffff instead of a length. */
const UNDEFINED_LENGTH = 0xffff_ffff;

/**
 * Finds the elements of a dataset's top level. Nothing is copied and no value is read; sequences are skipped. Pixel data are
 * the last element that counts.
 *
 * @throws SlcError `invalid_image` when an element reaches beyond the bytes or is damaged, or a limit is exceeded
 */
export function walkElements(bytes: Uint8Array, { encoding, start, endsBefore }: WalkOptions): Dataset {
  const walk = new Walk(bytes, start);
  const elements = new Map<number, DicomElement>();
  while (walk.at < bytes.length) {
    if (endsBefore?.(walk.peekTag(encoding), walk.at)) break;
    const element = walk.readElement(encoding);
    elements.set(element.tag, element);
    if (element.tag === TAGS.pixelData) break;
  }
  return { bytes, encoding, elements, end: walk.at };
}

interface Header {
  /** Its offset: messages name it, because behind a forged length a tag may be letters of a patient's name. */
  readonly at: number;
  readonly tag: number;
  readonly vr: string | undefined;
  readonly length: number;
}

/** What is open while a value of undefined length is skipped. A sequence and encapsulated pixel data hold items. */
interface Container {
  readonly kind: 'sequence' | 'fragments' | 'item';
  /** Of what it holds. */
  readonly encoding: Encoding;
}

/** A position that only moves forward: by 8 bytes or more each time a header is read. */
class Walk {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;
  #steps = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
  }

  peekTag({ isLittleEndian }: Encoding): number {
    if (this.at + 4 > this.#bytes.length) throw cutShort();
    return (
      this.#view.getUint16(this.at, isLittleEndian) * 0x1_0000 +
      this.#view.getUint16(this.at + 2, isLittleEndian)
    );
  }

  readElement(encoding: Encoding): DicomElement {
    const { tag, vr, length, at } = this.#readHeader(encoding);
    if (isItemOrDelimiter(tag)) {
      throw damaged(`byte ${at}, an item or a delimiter that stands outside a sequence`);
    }
    const start = this.at;
    const isOpenEnded = length === UNDEFINED_LENGTH;
    const fragments = isOpenEnded && tag === TAGS.pixelData ? this.#readFragments(encoding) : undefined;
    if (!isOpenEnded) this.#skip(length);
    else if (fragments === undefined)
      this.#skipContainers({ kind: 'sequence', encoding: within(encoding, vr) });
    return { tag, vr, start, end: this.at, isOpenEnded, fragments };
  }

  #readHeader({ isExplicit, isLittleEndian }: Encoding): Header {
    if (++this.#steps > MAX_STEPS) {
      throw dicomError('invalid_image', `at most ${MAX_STEPS} elements in a DICOM file`, 'more');
    }
    const tag = this.peekTag({ isExplicit, isLittleEndian });
    const at = this.at;
    const from = at + 4;
    this.#skip(8);
    if (!isExplicit || isItemOrDelimiter(tag)) {
      return { at, tag, vr: undefined, length: this.#view.getUint32(from, isLittleEndian) };
    }
    const vr = String.fromCharCode(this.#bytes[from] ?? 0, this.#bytes[from + 1] ?? 0);
    if (SHORT_VRS.has(vr)) return { at, tag, vr, length: this.#view.getUint16(from + 2, isLittleEndian) };
    if (!/^[A-Z]{2}$/.test(vr)) throw damaged(`byte ${at}`);
    this.#skip(4);
    return { at, tag, vr, length: this.#view.getUint32(from + 4, isLittleEndian) };
  }

  #skip(length: number): void {
    this.at += length;
    if (this.at > this.#bytes.length) throw cutShort();
  }

  /** @returns each item's content; the delimiter is behind it */
  #readFragments(encoding: Encoding): Span[] {
    const fragments: Span[] = [];
    for (;;) {
      const { tag, length } = this.#readHeader(encoding);
      if (tag === TAGS.sequenceDelimitation) return fragments;
      if (tag !== TAGS.item || length === UNDEFINED_LENGTH) throw damaged(nameTag(TAGS.pixelData));
      const start = this.at;
      this.#skip(length);
      fragments.push({ start, end: this.at });
    }
  }

  /** Skips to behind the delimiter of the outermost one. A delimiter's own length means nothing. */
  #skipContainers(outermost: Container): void {
    const open = [outermost];
    for (let innermost = open.at(-1); innermost !== undefined; innermost = open.at(-1)) {
      const { kind, encoding } = innermost;
      const { tag, vr, length, at } = this.#readHeader(encoding);
      if (tag === (kind === 'item' ? TAGS.itemDelimitation : TAGS.sequenceDelimitation)) {
        open.pop();
        continue;
      }
      if (isItemOrDelimiter(tag) !== (kind !== 'item') || (kind !== 'item' && tag !== TAGS.item)) {
        throw damaged(`byte ${at}`);
      }
      if (length !== UNDEFINED_LENGTH) {
        this.#skip(length);
        continue;
      }
      if (kind === 'fragments') throw damaged(`byte ${at}`);
      open.push(kind === 'sequence' ? { kind: 'item', encoding } : containerOf(encoding, vr));
      if (open.length > 2 * MAX_DEPTH) {
        throw dicomError('invalid_image', `at most ${MAX_DEPTH} sequences in each other`, 'more');
      }
    }
  }
}

/** Elements of undefined length are sequences, and in an explicit encoding also pixel data within an icon. */
function containerOf(encoding: Encoding, vr: string | undefined): Container {
  const isPixelData = vr === 'OB' || vr === 'OW';
  return { kind: isPixelData ? 'fragments' : 'sequence', encoding: within(encoding, vr) };
}

/** A sequence whose VR is unknown is encoded as if the file had the default transfer syntax (PS3.5, 6.2.2). */
function within(encoding: Encoding, vr: string | undefined): Encoding {
  return vr === 'UN' ? { isExplicit: false, isLittleEndian: true } : encoding;
}

function isItemOrDelimiter(tag: number): boolean {
  return tag >= 0xfffe_0000 && tag <= 0xfffe_ffff;
}

/** Those with a length of 16 bits (PS3.5, 7.1.2). All others, and those of the future, have 32. */
const SHORT_VRS: ReadonlySet<string> = new Set(
  'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
);
