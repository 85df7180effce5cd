import { basename } from 'node:path';
import type { ModelManifest } from '@slc/domain';
import { isSameTable } from '../digest-of-table.js';

export interface NamedData {
  /** What the user calls it. */
  readonly name?: string | undefined;
  /** Absolute path of the table or the folder. */
  readonly dataPath: string;
  /** Hex digest of the table; null where folders name the classes. */
  readonly tableSha256: string | null;
}

/** What a manifest calls data: what the user says, else what the model's manifest calls this very table, else the file's name. */
export function datasetName(
  manifest: Pick<ModelManifest, 'calibratedOn'>,
  { name, dataPath, tableSha256 }: NamedData,
): string {
  if (name !== undefined) return name;
  if (isSameTable(manifest, { sha256: tableSha256 })) return manifest.calibratedOn.dataset;
  return basename(dataPath).replace(/\.(csv|tsv)$/i, '');
}
