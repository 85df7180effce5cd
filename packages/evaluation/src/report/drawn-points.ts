import type { OperatingPoint } from '../figures/roc.js';

/** Sides of the drawing have this many steps, finer than a printer's dot. */
const STEPS = 500;

/** An ROC curve's points as far as a drawing shows them: of ten thousand images there are thousands, and most fall together. */
export function drawnPoints(points: readonly OperatingPoint[]): OperatingPoint[] {
  const placeOf = ({ sensitivity, specificity }: OperatingPoint) =>
    `${Math.round(sensitivity * STEPS)} ${Math.round(specificity * STEPS)}`;
  return points.filter((point, index) => {
    const before = points[index - 1];
    return before === undefined || index === points.length - 1 || placeOf(before) !== placeOf(point);
  });
}
