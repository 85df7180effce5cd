import { hasBytes } from '@slc/domain';
import { editFile } from '../formats/edit-file.js';
import { dataView } from '../formats/file-bytes.js';
import { APP0, APP14, readSegments, type Segment, SOS } from '../formats/jpeg-segments.js';
import type { Size } from '../pixels.js';

/** What the frame header of a JPEG or JPEG-LS stream says. */
export interface JpegStream extends Size {
  readonly process: 'lossy' | 'lossless' | 'jpeg-ls';
  /** Of a sample. */
  readonly bits: number;
  readonly components: readonly JpegComponent[];
  /** The colours that the stream itself tells; undefined where it does not. */
  readonly colours: 'rgb' | 'ybr' | undefined;
}

export interface JpegComponent {
  readonly id: number;
  /** Of samples in a unit: 1 x 1 where the component is not subsampled, unless all have more. */
  readonly across: number;
  readonly down: number;
}

/** @returns undefined without a whole frame header before the first scan */
export function readJpegStream(bytes: Uint8Array): JpegStream | undefined {
  let hasJfif = false;
  let adobe: 'rgb' | 'ybr' | undefined;
  for (const { marker, start, end } of readSegments(bytes)) {
    if (marker === SOS) return undefined;
    // pydicom asks in this order too, and libjpeg for JFIF first: in a file of its own such a picture has other colours.
    hasJfif ||= isJfif(bytes, { marker, start });
    if (marker === APP14 && hasBytes(bytes, start + 4, 'Adobe'))
      adobe = bytes[start + 15] === 0 ? 'rgb' : 'ybr';
    const process = PROCESSES[marker];
    const app = adobe ?? (hasJfif ? 'ybr' : undefined);
    if (process !== undefined) return readFrameHeader(bytes, { marker, start, end }, { process, app });
  }
  return undefined;
}

function isJfif(bytes: Uint8Array, { marker, start }: Pick<Segment, 'marker' | 'start'>): boolean {
  return marker === APP0 && hasBytes(bytes, start + 4, 'JFIF\0');
}

/** Start of frame: baseline, extended, progressive; lossless; JPEG-LS. Others have arithmetic coding or differences. */
const PROCESSES: Readonly<Record<number, JpegStream['process']>> = {
  192: 'lossy',
  193: 'lossy',
  194: 'lossy',
  195: 'lossless',
  201: 'lossy',
  202: 'lossy',
  247: 'jpeg-ls',
};

function readFrameHeader(
  bytes: Uint8Array,
  { start, end }: Segment,
  { process, app }: { readonly process: JpegStream['process']; readonly app: 'rgb' | 'ybr' | undefined },
): JpegStream | undefined {
  // Marker (2), length (2), bits (1), height (2), width (2), components (1), and 3 for each.
  const count = bytes[start + 9] ?? 0;
  if (end > bytes.length || end !== start + 10 + 3 * count) return undefined;
  const view = dataView(bytes);
  const components = Array.from({ length: count }, (_, i) => {
    const sampling = view.getUint8(start + 11 + 3 * i);
    return { id: view.getUint8(start + 10 + 3 * i), across: sampling >> 4, down: sampling & 15 };
  });
  return {
    process,
    bits: view.getUint8(start + 4),
    height: view.getUint16(start + 5),
    width: view.getUint16(start + 7),
    components,
    colours: app ?? coloursOf(components),
  };
}

/** RGB is never subsampled. */
function coloursOf(components: readonly JpegComponent[]): 'rgb' | 'ybr' | undefined {
  if (components.length !== 3) return undefined;
  const ids = String.fromCharCode(...components.map(({ id }) => id));
  if (ids === 'RGB' || ids === 'rgb') return 'rgb';
  return isSubsampled(components) ? 'ybr' : undefined;
}

export function isSubsampled(components: readonly JpegComponent[]): boolean {
  const [first] = components;
  return components.some(({ across, down }) => across !== first?.across || down !== first.down);
}

/**
 * What tells libjpeg that a stream's colours are RGB: the segment of Adobe with transform 0, behind the start of the image, and
 * none of JFIF, which it would believe instead.
 */
export function markAsRgb(jpeg: Uint8Array): Uint8Array {
  const editor = editFile(jpeg, ADOBE_RGB.length);
  editor.replace(2, 2, ADOBE_RGB);
  for (const segment of readSegments(jpeg)) {
    if (segment.marker === SOS) break;
    if (isJfif(jpeg, segment)) editor.drop(segment.start, segment.end);
  }
  return editor.finish();
}

const ADOBE_RGB = Buffer.from('ffee000e41646f626500640000000000', 'hex');
