import { existsSync } from 'node:fs';
import { SlcError } from '@slc/domain';

/** @throws SlcError `invalid_request` where there is a file: people write into their manifests */
export function newFile(path: string, shown: string): string {
  if (!existsSync(path)) return path;
  throw new SlcError('invalid_request', `--out ${shown}: expected a new file, there is one already`);
}
