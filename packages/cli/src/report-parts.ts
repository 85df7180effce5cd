import { readFileSync } from 'node:fs';
import type { ReportInput } from '@slc/evaluation';

/** Of the worst mistakes, those that a report shows. */
export const MOST_MISTAKES = 20;

/** When and with what a report was made. */
export function reportRun(command: string): ReportInput['run'] {
  return {
    at: new Date(),
    command,
    versions: [
      { name: 'slc', version: ownVersion() },
      { name: 'Node.js', version: process.versions.node },
    ],
  };
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String(version);
}
