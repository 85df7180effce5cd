import { stat } from 'node:fs/promises';
import type { ModelManifest } from '@slc/domain';
import type { LabelledData } from '@slc/evaluation';
import { digestFile } from '@slc/models/light';

/** @returns the hex digest of the table of labels; null where folders name the classes */
export async function digestOfTable(
  { source }: Pick<LabelledData, 'source'>,
  signal: AbortSignal,
): Promise<string | null> {
  return (await stat(source)).isFile() ? await digestFile(source, signal) : null;
}

type CalibratedOn = NonNullable<ModelManifest['calibratedOn']>;

/** Whether the model was calibrated on this very table before. */
export function isSameTable<M extends Pick<ModelManifest, 'calibratedOn'>>(
  old: M,
  { sha256 }: Pick<CalibratedOn, 'sha256'>,
): old is M & { calibratedOn: CalibratedOn } {
  return sha256 !== null && old.calibratedOn?.sha256 === sha256;
}
