/** What a lossless JPEG is written with. The predictor is the sample to the left, or the first one above. */
export interface LosslessOptions {
  readonly width: number;
  readonly height: number;
  readonly colours?: number;
  readonly bits?: number;
  /** In rows; none unless given. */
  readonly rowsBetweenRestarts?: number;
  readonly oneScanForEachColour?: boolean;
  readonly predictor?: number;
  readonly shift?: number;
}

/** @param samples (height, width, colours) */
export function encodeLosslessJpeg(samples: ArrayLike<number>, options: LosslessOptions): Buffer {
  const {
    width,
    height,
    colours = 3,
    bits = 8,
    rowsBetweenRestarts = 0,
    oneScanForEachColour = false,
  } = options;
  const all = Array.from({ length: colours }, (_, i) => i);
  const scans = oneScanForEachColour ? all.map((colour) => [colour]) : [all];
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    segment(0xc3, [
      bits,
      ...word(height),
      ...word(width),
      colours,
      ...all.flatMap((colour) => [colour + 1, 0x11, 0]),
    ]),
    // 17 codes of 5 bits: each is its value.
    segment(0xc4, [0, 0, 0, 0, 0, 17, ...Array(11).fill(0), ...Array.from({ length: 17 }, (_, i) => i)]),
    segment(0xdd, word(rowsBetweenRestarts * width)),
    ...scans.flatMap((scan) => [
      segment(0xda, [
        scan.length,
        ...scan.flatMap((c) => [c + 1, 0]),
        options.predictor ?? 1,
        0,
        options.shift ?? 0,
      ]),
      encodeScan(samples, { ...options, colours, bits, rowsBetweenRestarts, scan }),
    ]),
    Buffer.from('ffd9', 'hex'),
  ]);
}

function segment(marker: number, content: readonly number[]): Buffer {
  return Buffer.from([0xff, marker, ...word(content.length + 2), ...content]);
}

function word(value: number): [number, number] {
  return [value >> 8, value & 255];
}

interface ScanOptions extends LosslessOptions {
  readonly colours: number;
  readonly bits: number;
  readonly rowsBetweenRestarts: number;
  readonly scan: readonly number[];
}

function encodeScan(samples: ArrayLike<number>, options: ScanOptions): Buffer {
  const { width, height, colours, bits, shift = 0, rowsBetweenRestarts, scan } = options;
  const parts: Buffer[] = [];
  let code = '';
  const flush = () => {
    const padded = code.padEnd(8 * Math.ceil(code.length / 8), '1');
    parts.push(
      Buffer.from((padded.match(/.{8}/g) ?? []).flatMap((byte) => stuffed(Number.parseInt(byte, 2)))),
    );
    code = '';
  };
  for (let y = 0; y < height; y++) {
    const isFirst = rowsBetweenRestarts === 0 ? y === 0 : y % rowsBetweenRestarts === 0;
    if (isFirst && y > 0) {
      flush();
      parts.push(Buffer.of(0xff, 0xd0 + ((y / rowsBetweenRestarts - 1) % 8)));
    }
    for (let x = 0; x < width; x++) {
      for (const colour of scan) {
        const at = (y * width + x) * colours + colour;
        const start = isFirst ? 2 ** (bits - shift - 1) : (samples[at - width * colours] ?? 0) >> shift;
        const predicted = x > 0 ? (samples[at - colours] ?? 0) >> shift : start;
        code += encodeDifference(((samples[at] ?? 0) >> shift) - predicted);
      }
    }
  }
  flush();
  return Buffer.concat(parts);
}

function stuffed(byte: number): number[] {
  return byte === 0xff ? [0xff, 0] : [byte];
}

/** Modulo 65,536, as the standard says. */
function encodeDifference(difference: number): string {
  const signed = ((difference + 32_768) & 0xffff) - 32_768;
  if (signed === -32_768) return (16).toString(2).padStart(5, '0');
  const length = signed === 0 ? 0 : Math.floor(Math.log2(Math.abs(signed))) + 1;
  const value = signed < 0 ? signed + 2 ** length - 1 : signed;
  return length.toString(2).padStart(5, '0') + (length === 0 ? '' : value.toString(2).padStart(length, '0'));
}
