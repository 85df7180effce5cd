import type { ChartFormat } from './chart-words.js';
import { type AxisWords, squareAxes, toTheRight, upwards } from './square-axes.js';

export interface RocPoint {
  readonly sensitivity: number;
  readonly specificity: number;
}

/** A threshold that is worth a mark. */
export interface RocMark extends RocPoint {
  /** Written beside it: short, such as a letter that a table explains. */
  readonly label: string;
}

export interface RocWords extends AxisWords {
  /** What the drawing says. */
  readonly alt: string;
  readonly title: string | null;
}

export interface RocOptions {
  /** From "none is called positive" to "all are". Empty where only the marks are known. */
  readonly points: readonly RocPoint[];
  readonly marks?: readonly RocMark[];
}

/** Sensitivity upwards against the false alarms to the right, which are 1 - specificity. */
export function rocCurve({ points, marks = [] }: RocOptions, words: RocWords, format: ChartFormat) {
  const places = points.map((point) => `${x(point)} ${y(point)}`);
  return {
    alt: words.alt,
    title: words.title,
    axes: squareAxes({ words, format }),
    /** An ROC curve on it tells nothing. */
    diagonal: `M${toTheRight(0)} ${upwards(0)}L${toTheRight(1)} ${upwards(1)}`,
    curve: places.length > 1 ? `M${places.join('L')}` : null,
    marks: marks.map((mark, index) => ({
      x: x(mark),
      y: y(mark),
      ...labelPlace(mark, marks.slice(0, index)),
      label: mark.label,
    })),
  };
}

/** Labels of marks that are nearer to each other than this, in the drawing's units, would cover each other. */
const NEAR = 16;

/** Marks crowd in the upper left corner: labels lie to the lower right of them, or to the upper left beside another mark. */
function labelPlace(mark: RocPoint, earlier: readonly RocPoint[]) {
  const isBesideAnother = earlier.some(
    (other) => Math.hypot(Number(x(mark)) - Number(x(other)), Number(y(mark)) - Number(y(other))) < NEAR,
  );
  const isAtRightEdge = mark.specificity < 0.1;
  return {
    labelX: String(Number(x(mark)) + (isAtRightEdge || isBesideAnother ? -9 : 9)),
    labelY: String(Number(y(mark)) + (isBesideAnother ? -7 : 16)),
    anchor: isAtRightEdge || isBesideAnother ? 'end' : 'start',
  };
}

function x({ specificity }: RocPoint): string {
  return toTheRight(1 - specificity);
}

function y({ sensitivity }: RocPoint): string {
  return upwards(sensitivity);
}
