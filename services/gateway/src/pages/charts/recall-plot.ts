import type { Interval } from '@slc/domain';

export interface RecallPlot {
  /** The interval as a line with two ends. */
  readonly whisker: string;
  /** A line of length zero: its round ends make a dot that stays round when the drawing is stretched. */
  readonly dot: string;
}

/** Dot and whisker on a scale 0..1 that is 100 wide and 16 high. */
export function recallPlot(recall: number, { low, high }: Interval): RecallPlot {
  const [from, to, at] = [low, high, recall].map((value) => (value * 100).toFixed(1));
  return { whisker: `M${from} 8H${to}M${from} 4v8M${to} 4v8`, dot: `M${at} 8h0` };
}
