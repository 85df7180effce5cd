import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedModel } from '@slc/compile';
import { SlcError } from '@slc/domain';
import { decodeOutliers, type OutlierDetector, withLimit } from '@slc/evaluation';
import type { ResolvedModel } from '@slc/models';

/**
 * Reads what a model's outlier scores are computed with: the file that its manifest names, beside the manifest. Messages
 * name the file and not its folder, since every client can read them in the state of the model.
 *
 * @returns null for a model that has no outlier limits
 * @throws SlcError `invalid_model` where the file is missing, is not the one that the manifest means, or is damaged, or
 *   where the network has no embedding to compare
 */
export async function readOutliers(
  model: ResolvedModel,
  { manifest, description: { embeddingLength } }: Pick<OpenedModel, 'manifest' | 'description'>,
): Promise<OutlierDetector | null> {
  const { outliers } = manifest;
  if (model.kind !== 'manifest' || !outliers) return null;
  if (embeddingLength === null) {
    throw invalid(outliers.file, 'expected a network with an embedding, this one has none');
  }
  const bytes = await readVerified(join(model.folder, outliers.file), outliers);
  return withLimit(decodeOutliers(bytes, embeddingLength), outliers.limit ?? 1);
}

interface ExpectedFile {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** The size is compared before anything is read: a hostile file may be of any size. */
async function readVerified(path: string, { file, sizeBytes, sha256 }: ExpectedFile): Promise<Uint8Array> {
  const unreadable = (cause: unknown) =>
    invalid(file, 'expected it beside the manifest, there is none that can be read', cause);
  const stats = await stat(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  if (!stats.isFile()) throw invalid(file, 'expected a file, this is none');
  if (stats.size !== sizeBytes) {
    throw invalid(file, `expected ${sizeBytes} bytes as the manifest says, it has ${stats.size}`);
  }
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== sha256) {
    throw invalid(file, `expected sha256 ${sha256} as the manifest says, it has ${digest}`);
  }
  return bytes;
}

function invalid(file: string, fault: string, cause?: unknown): SlcError {
  return new SlcError('invalid_model', `${file}: ${fault}`, { cause });
}
