import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ReportInput, renderReport } from '@slc/evaluation';
import { notWritable } from './not-writable.js';

/**
 * Writes a report under another name beside its own, and gives it that when it is whole.
 *
 * @throws SlcError `invalid_request` where no file can be written
 */
export async function writeReport(path: string, input: ReportInput): Promise<void> {
  const html = renderReport(input);
  const partPath = `${path}.${process.pid}.part`;
  try {
    const file = await open(partPath, 'w');
    try {
      await file.writeFile(html);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partPath, path);
  } catch (cause) {
    await rm(partPath, { force: true });
    throw notWritable(path, cause);
  }
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
