import type { CountsKernel } from './counts-kernel.js';
import {
  BINS,
  BINS_A_STEP,
  BLACK,
  type DetailCounts,
  type FigureCounts,
  type LumaSquare,
  type LumaSums,
  MEASURED_SIDE,
  WHITE,
} from './figure-counts.js';

// The kernel's memory: what it reads, what it writes, and four sums of 64 bits.
const READ_BYTES = MEASURED_SIDE * MEASURED_SIDE * 3 + 16;
const WRITTEN_BYTES = (MEASURED_SIDE / 2) ** 2 * 4;
const WRITTEN_AT = READ_BYTES;
const SUMS_AT = READ_BYTES + WRITTEN_BYTES;

/** Counts as `scalarCounts` does, by the kernel of counts-kernel.wat. */
export function createSimdCounts(kernel: CountsKernel): FigureCounts {
  const { buffer } = kernel.memory;
  const pixels = new Uint8Array(buffer, 0, READ_BYTES);
  const places = new Int32Array(buffer, 0, WRITTEN_BYTES / 4);
  const quarters = new Int32Array(buffer, WRITTEN_AT, WRITTEN_BYTES / 4);
  const histogram = new Uint16Array(buffer, WRITTEN_AT, BINS);
  const sums = new BigInt64Array(buffer, SUMS_AT, 4);
  const readSums = () => Array.from(sums, Number) as [number, number, number, number];

  return {
    lumaSums(data): LumaSums {
      pixels.set(data);
      quarters.fill(0);
      kernel.lumaSums(0, MEASURED_SIDE, WHITE * 1000, WRITTEN_AT, SUMS_AT);
      const [sum, squares, white, differences] = readSums();
      const square = { samples: quarters.slice(), side: MEASURED_SIDE / 2, unit: 4 * 1000 };
      return { quarters: square, sum, squares, white, differences };
    },
    countDetail({ samples, side, unit }: LumaSquare): DetailCounts {
      places.set(samples);
      histogram.fill(0);
      const [black, white, binsOfSample] = [BLACK * unit, WHITE * unit, BINS_A_STEP / unit];
      kernel.countDetail(0, side, black, white, binsOfSample, BINS - 1, WRITTEN_AT, SUMS_AT);
      const [count, sum] = readSums();
      return { histogram: histogram.slice(), count, sum };
    },
  };
}
