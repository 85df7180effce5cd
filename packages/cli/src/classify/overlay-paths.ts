import { dirname, join, parse, relative, sep } from 'node:path';
import type { ExplanationMethod } from '@slc/domain';

/**
 * Where the overlay of each file goes: `NAME.METHOD.png` in the folder, below it in the files' own folders where these differ.
 * Where two files would get the same name, as `a.jpg` and `a.png` would, all keep their endings in it.
 *
 * @param files absolute paths
 * @returns by file
 */
export function overlayPaths(
  files: readonly string[],
  { folder, method }: { readonly folder: string; readonly method: ExplanationMethod },
): ReadonlyMap<string, string> {
  const distinct = [...new Set(files)];
  const root = commonFolder(distinct);
  const place = (file: string, name: string) =>
    join(folder, relative(root, dirname(file)), `${name}.${method}.png`);
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
