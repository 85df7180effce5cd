import type { ReportInput } from './report-input.js';

/** @returns one HTML file that needs no other, in the input's language */
export function renderReport(input: ReportInput): string {
  return input.model.manifest.id;
}
