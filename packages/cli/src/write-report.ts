import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ReportInput, renderReport } from '@slc/evaluation';
import { notWritable } from './not-writable.js';
import { writeWholeFile } from './write-whole-file.js';

/** @throws SlcError `invalid_request` where no file can be written */
export async function writeReport(path: string, input: ReportInput): Promise<void> {
  await writeWholeFile(path, renderReport(input));
}

/**
 * For a command that works for minutes before it writes its report.
 *
 * @throws SlcError `invalid_request` where a report could not be written
 */
export async function expectReportPath(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw notWritable(path, cause);
  }
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory()) throw notWritable(path, new Error('it is a folder'));
}
