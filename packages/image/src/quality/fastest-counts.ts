import { loadCountsKernel } from './counts-kernel.js';
import { scalarCounts } from './counts-scalar.js';
import { createSimdCounts } from './counts-simd.js';
import type { FigureCounts } from './figure-counts.js';

const kernel = loadCountsKernel();

/** Scalar on a processor without 128-bit instructions. */
export const fastestCounts: FigureCounts = kernel ? createSimdCounts(kernel) : scalarCounts;
