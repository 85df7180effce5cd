import { type ReportInput, renderReport } from '@slc/evaluation/report';
import { writeWholeFile } from './output-file.js';

/** @throws SlcError `invalid_request` where no file can be written */
export async function writeReport(path: string, input: ReportInput): Promise<void> {
  await writeWholeFile(path, renderReport(input));
}
