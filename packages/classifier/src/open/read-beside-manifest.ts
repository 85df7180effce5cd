import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SlcError } from '@slc/domain';

/** A file that a manifest names. */
export interface BesideManifest {
  /** Relative to the manifest. */
  readonly file: string;
  readonly sha256: string;
  /** Where the manifest says it. */
  readonly sizeBytes?: number;
  /** Where it does not. */
  readonly mostBytes?: number;
}

/**
 * Reads a file that a manifest names. The size is compared before anything is read: a hostile file may be of any size. Messages name
 * the file and not its folder, since every client can read them in the state of the model.
 *
 * @throws SlcError `invalid_model` where it is missing or not the one that the manifest means
 */
export async function readBesideManifest(
  folder: string,
  { file, sha256, sizeBytes, mostBytes = sizeBytes ?? 0 }: BesideManifest,
): Promise<Uint8Array> {
  const path = join(folder, file);
  const unreadable = (cause: unknown) =>
    faultOfFile(file, 'expected it beside the manifest, there is none that can be read', cause);
  const stats = await stat(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  if (!stats.isFile()) throw faultOfFile(file, 'expected a file, this is none');
  if (sizeBytes !== undefined && stats.size !== sizeBytes) {
    throw faultOfFile(file, `expected ${sizeBytes} bytes as the manifest says, it has ${stats.size}`);
  }
  if (stats.size > mostBytes) {
    throw faultOfFile(file, `expected at most ${mostBytes} bytes, it has ${stats.size}`);
  }
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== sha256) {
    throw faultOfFile(file, `expected sha256 ${sha256} as the manifest says, it has ${digest}`);
  }
  return bytes;
}

export function faultOfFile(file: string, fault: string, cause?: unknown): SlcError {
  return new SlcError('invalid_model', `${file}: ${fault}`, { cause });
}
