export { barPath } from './bar.js';
export { chartPartials, chartStyles } from './chart-files.js';
export type { ChartFormat, Label } from './chart-words.js';
export { type ConfusionWords, confusionTable } from './confusion-table.js';
export { type CoverageOptions, type CoverageRow, type CoverageWords, coveragePlot } from './coverage-plot.js';
export { type DotGridWords, type DotPart, type DotTone, dotGrid } from './dot-grid.js';
export { type IntervalRow, type IntervalWords, intervalPlot } from './interval-plot.js';
export {
  FEW_ANSWERS,
  largestGap,
  type ReliabilityPoint,
  type ReliabilityWords,
  reliabilityDiagram,
} from './reliability-diagram.js';
export {
  type RiskCoveragePoint,
  type RiskCoverageWords,
  riskCoverageCurve,
} from './risk-coverage-curve.js';
export { type RocMark, type RocPoint, type RocWords, rocCurve } from './roc-curve.js';
export { type BarPart, stackedBar } from './stacked-bar.js';
