import type { ChartFormat } from './chart-words.js';
import { type AxisWords, squareAxes, toTheRight, upwards } from './square-axes.js';

/** What holds when only the answers of the highest top probability are given. */
export interface RiskCoveragePoint {
  /** Share of images that are answered. */
  readonly coverage: number;
  /** Share of wrong answers among these. */
  readonly risk: number;
}

export interface RiskCoverageWords extends AxisWords {
  readonly alt: (ends: { all: string; half: string; halfCoverage: string }) => string;
}

/** Largest risks that the upward axis can end with: each divides into four readable steps. */
const TOPS = [0.04, 0.08, 0.2, 0.4, 0.6, 0.8];

/**
 * How many answers are wrong when the less sure ones are not given.
 *
 * @param points by rising coverage
 * @returns null without points
 */
export function riskCoverageCurve(
  points: readonly RiskCoveragePoint[],
  words: RiskCoverageWords,
  format: ChartFormat,
) {
  const last = points.at(-1);
  if (!last) return null;
  const highest = Math.max(...points.map(({ risk }) => risk));
  const yMax = TOPS.find((top) => highest <= top) ?? 1;
  const place = ({ coverage, risk }: RiskCoveragePoint) => `${toTheRight(coverage)} ${upwards(risk / yMax)}`;
  const half = points.findLast(({ coverage }) => coverage <= 0.5) ?? last;
  return {
    alt: words.alt({
      all: format.percent(last.risk, 0),
      half: format.percent(half.risk, 0),
      halfCoverage: format.percent(half.coverage, 0),
    }),
    axes: squareAxes({ words, format, yMax }),
    curve: `M${points.map(place).join('L')}`,
    // Of all answers, and of the surer half.
    marks: [half, last].map(({ coverage, risk }) => ({
      x: toTheRight(coverage),
      y: upwards(risk / yMax),
    })),
    rows: points.map(({ coverage, risk }) => ({
      coverage: format.percent(coverage, 0),
      risk: format.percent(risk),
    })),
  };
}
