import type { ReliabilityBin } from '@slc/domain';

/** Side of the square that is drawn: confidence to the right, accuracy upwards. */
const SIDE = 300;
/** The area of a dot is proportional to the number of answers; the largest bin's dot has this radius. */
const LARGEST_RADIUS = 11;
const SMALLEST_RADIUS = 2.5;

/** One dot for each bin with answers, and its distance to the diagonal. */
export function reliabilityPlot(reliability: readonly ReliabilityBin[]) {
  const filled = reliability.filter(({ count }) => count > 0);
  const largest = Math.max(...filled.map(({ count }) => count));
  return filled.map(({ confidence, accuracy, count }) => {
    const [x, y, diagonal] = [confidence, 1 - accuracy, 1 - confidence].map((at) => (at * SIDE).toFixed(1));
    const radius = Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(count / largest)).toFixed(1);
    return { x, y, radius, gap: `M${x} ${y}V${diagonal}` };
  });
}

/** The bin that is farthest off, of those with at least a fiftieth of the answers: for people who cannot see the drawing. */
export function largestGap(reliability: readonly ReliabilityBin[]): ReliabilityBin | null {
  const total = reliability.reduce((sum, { count }) => sum + count, 0);
  const enough = reliability.filter(({ count }) => count > 0 && count >= total / 50);
  const gap = ({ confidence, accuracy }: ReliabilityBin) => Math.abs(confidence - accuracy);
  return enough.toSorted((a, b) => gap(b) - gap(a))[0] ?? null;
}
