import { createHash } from 'node:crypto';
import { posix } from 'node:path';

/** A file of a model. */
export interface DigestedFile {
  /** From the folder of the main file. */
  readonly file: string;
  /** Hex digest. */
  readonly sha256: string;
}

/**
 * The digest that names a model wherever it is named. That of its file; of several files, since two trainings of one network may
 * share the main one, the sha256 of their sorted lines: `sha256sum model.onnx model.onnx.data | sort | sha256sum`.
 */
export function modelDigest(main: DigestedFile, further: readonly DigestedFile[]): string {
  if (further.length === 0) return main.sha256;
  const lines = [main, ...further].map(({ file, sha256 }) => `${sha256}  ${posix.normalize(file)}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}
