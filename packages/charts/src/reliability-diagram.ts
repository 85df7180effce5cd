import type { Interval } from '@slc/domain';
import type { ChartFormat } from './chart-words.js';
import { type AxisWords, squareAxes, toTheRight, upwards } from './square-axes.js';

/** Answers whose top probability lies in one bin. */
export interface ReliabilityPoint {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean top probability. */
  readonly confidence: number;
  /** Share of right answers. */
  readonly accuracy: number;
  readonly accuracy95?: Interval | null;
}

export interface ReliabilityWords extends AxisWords {
  /** Says in words what the drawing shows: the largest gap, and in how many bins answers lie. */
  readonly alt: (gap: { bins: string; confidence: string; accuracy: string }) => string;
  readonly range: (range: { from: string; to: string }) => string;
}

/** A share of fewer answers than these says little: its dot is drawn faded. */
export const FEW_ANSWERS = 10;

/** The area of a dot is proportional to the number of answers; the largest bin's dot has this radius. */
const LARGEST_RADIUS = 11;
const SMALLEST_RADIUS = 3;

/**
 * How often answers were right, by how sure the model was: one dot a bin, and its distance to the diagonal.
 *
 * @returns null where no bin has answers
 */
export function reliabilityDiagram(
  bins: readonly ReliabilityPoint[],
  words: ReliabilityWords,
  format: ChartFormat,
) {
  const filled = bins.filter(({ count }) => count > 0);
  const gap = largestGap(bins);
  if (!gap) return null;
  const largest = Math.max(...filled.map(({ count }) => count));
  return {
    alt: words.alt({
      bins: format.integer(filled.length),
      confidence: format.percent(gap.confidence, 0),
      accuracy: format.percent(gap.accuracy, 0),
    }),
    axes: squareAxes({ words, format }),
    diagonal: `M${toTheRight(0)} ${upwards(0)}L${toTheRight(1)} ${upwards(1)}`,
    dots: filled.map((bin) => dot(bin, largest)),
    rows: filled.map(({ from, to, count, confidence, accuracy }) => ({
      range: words.range({ from: format.percent(from, 0), to: format.percent(to, 0) }),
      count: format.integer(count),
      confidence: format.percent(confidence),
      accuracy: format.percent(accuracy),
      isFew: count < FEW_ANSWERS,
    })),
    hasFew: filled.some(({ count }) => count < FEW_ANSWERS),
  };
}

function dot({ confidence, accuracy, accuracy95, count }: ReliabilityPoint, largest: number) {
  const [x, y] = [toTheRight(confidence), upwards(accuracy)];
  return {
    x,
    y,
    radius: Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(count / largest)).toFixed(1),
    gap: `M${x} ${y}V${upwards(confidence)}`,
    whisker: accuracy95 ? `M${x} ${upwards(accuracy95.low)}V${upwards(accuracy95.high)}` : null,
    isFew: count < FEW_ANSWERS,
  };
}

/**
 * The bin that is farthest off, for people who cannot see the drawing. It is one of the bins with at least ten answers and a
 * fiftieth of all answers; where no bin has so many, one of all.
 *
 * @returns null where no bin has an answer
 */
export function largestGap<Point extends ReliabilityPoint>(bins: readonly Point[]): Point | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const filled = bins.filter(({ count }) => count > 0);
  const enough = filled.filter(({ count }) => count >= Math.max(FEW_ANSWERS, total / 50));
  const gap = ({ confidence, accuracy }: Point) => Math.abs(confidence - accuracy);
  return (enough.length > 0 ? enough : filled).toSorted((a, b) => gap(b) - gap(a))[0] ?? null;
}
