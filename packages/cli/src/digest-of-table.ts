import { stat } from 'node:fs/promises';
import { digestFile } from '@slc/classifier';
import type { LabelledData } from '@slc/evaluation';

/** @returns the hex digest of the table of labels; null where folders name the classes */
export async function digestOfTable(
  { source }: Pick<LabelledData, 'source'>,
  signal: AbortSignal,
): Promise<string | null> {
  return (await stat(source)).isFile() ? await digestFile(source, signal) : null;
}
