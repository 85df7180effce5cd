import { dirname, join, parse, relative, sep } from 'node:path';
import { makeDirectory } from '@slc/models';
import { notWritable } from '../not-writable.js';

/**
 * Where what is made of each file goes, without the ending: `NAME` in the folder, below it in the files' own folders where these
 * differ. Where two files would get the same name, as `a.jpg` and `a.png` would, all keep their endings in it.
 *
 * @param files absolute paths
 * @returns by file
 */
export function outputPaths(files: readonly string[], folder: string): ReadonlyMap<string, string> {
  const distinct = [...new Set(files)];
  const root = commonFolder(distinct);
  const place = (file: string, name: string) => join(folder, relative(root, dirname(file)), name);
  const short = distinct.map((file) => place(file, parse(file).name));
  // Some file systems do not tell cases apart.
  const areApart = new Set(short.map((path) => path.toLowerCase())).size === distinct.length;
  return new Map(distinct.map((file, i) => [file, (areApart && short[i]) || place(file, parse(file).base)]));
}

/** The innermost folder that all files are in. */
function commonFolder(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => dirname(file).split(sep));
  const length = first.findIndex((part, i) => others.some((parts) => parts[i] !== part));
  return (length === -1 ? first : first.slice(0, length)).join(sep) || sep;
}

/** @throws SlcError `invalid_request` where it cannot be made */
export async function makeFolder(folder: string): Promise<void> {
  await makeDirectory(folder).catch((cause: unknown) => {
    throw notWritable(folder, cause, 'folder');
  });
}
