/** A report as one HTML file. What only measures loads no templates. */
export { notFittedInEnglish } from './not-fitted-words.js';
export { renderReport } from './render-report.js';
export type {
  ReportCalibration,
  ReportComparison,
  ReportData,
  ReportFault,
  ReportInput,
  ReportMistake,
  ReportModel,
} from './report-input.js';
export { type Mistake, worstMistakes } from './worst-mistakes.js';
