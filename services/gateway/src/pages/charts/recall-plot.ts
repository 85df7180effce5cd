import type { Interval } from '@slc/domain';

/**
 * Dot and whisker on a scale 0..1 that is 100 wide and 16 high. The dot is a line of length zero: its round ends stay
 * round when the drawing is stretched.
 */
export function recallPlot(recall: number, { low, high }: Interval) {
  const [from, to, at] = [low, high, recall].map((value) => (value * 100).toFixed(1));
  return { whisker: `M${from} 8H${to}M${from} 4v8M${to} 4v8`, dot: `M${at} 8h0` };
}
