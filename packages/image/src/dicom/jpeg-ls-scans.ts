import { dataView } from '../formats/file-bytes.js';
import { EOI, isRestart, SOS } from '../formats/jpeg-segments.js';
import type { JpegStream } from './jpeg-stream.js';

/**
 * Whether each scan of a JPEG-LS stream ends with a marker, and the last with that of the end. CharLS looks for no end of the
 * stream: where the data are cut off before a marker it reads on for seconds.
 *
 * @param stream what the frame header says
 */
export function hasWholeScans(bytes: Uint8Array, { height, components }: JpegStream): boolean {
  const view = dataView(bytes);
  let scans = 0;
  let at = 2;
  for (let segments = 0; segments < MAX_SEGMENTS && at + 2 <= bytes.length; segments++) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) return false;
    if (marker === EOI) return scans > 0;
    if (at + 4 > bytes.length) return false;
    const start = at + 2 + view.getUint16(at + 2);
    at = start;
    if (marker !== SOS) continue;
    at = findScanEnd(bytes, start);
    // Runs are the shortest code: a bit at least for each row.
    if (++scans > components.length || at - start < height / 8) return false;
  }
  return false;
}

/** A stream needs ten. Comments could fill a file: 2.5 million empty ones fit into 10 MB. */
const MAX_SEGMENTS = 1_000;

/** In a scan's data the bit behind 0xff is 0 (ITU-T T.87, annex A.1). @returns the end of the file when no marker follows */
function findScanEnd(bytes: Uint8Array, from: number): number {
  for (let i = bytes.indexOf(0xff, from); i !== -1; i = bytes.indexOf(0xff, i + 1)) {
    const next = bytes[i + 1] ?? 0;
    if (next >= 0x80 && next !== 0xff && !isRestart(next)) return i;
  }
  return bytes.length;
}
