import type { ReportInput } from '@slc/evaluation/report';
import { readVersion } from './version.js';

/** Of the worst mistakes, those that a report shows. */
export const MOST_MISTAKES = 20;

/** When and with what a report was made. */
export function reportRun(command: string): ReportInput['run'] {
  return {
    at: new Date(),
    command,
    versions: [
      { name: 'slc', version: readVersion() },
      { name: 'Node.js', version: process.versions.node },
    ],
  };
}
