import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isThere } from '../../dev-stack/tests/clients/run-client.js';

/** Whether DCMTK is on this machine; the tests that need it are skipped otherwise, except where CI=true. */
export const hasDcmtk = isThere('img2dcm', '--version');

/** By the file's name: how DCMTK makes it of `vlp`, which holds the JPEG as it is, or of `raw`, which holds its pixels. */
const RECIPES: readonly (readonly [name: string, source: string, command: string, ...options: string[]])[] = [
  ['raw', 'vlp', 'dcmdjpeg'],
  ['planes', 'vlp', 'dcmdjpeg', '+pl'],
  ['deflated', 'raw', 'dcmconv', '+td'],
  ['big-endian', 'raw', 'dcmconv', '+tb'],
  ['implicit', 'raw', 'dcmconv', '+ti'],
  ['rle', 'raw', 'dcmcrle'],
  ['rle-fragments', 'raw', 'dcmcrle', '+fs', '16'],
  ['jpeg-ls', 'raw', 'dcmcjpls'],
  ['jpeg-ls-planes', 'raw', 'dcmcjpls', '+in'],
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => [`lossless-${n}`, 'raw', 'dcmcjpeg', '+el', '+sv', `${n}`] as const),
];

export interface DicomVariant {
  readonly name: string;
  readonly bytes: Buffer;
}

/** @param folder where the files are left, as `NAME.dcm`; it is made. @returns all forms of one JPEG, with equal pixels */
export function makeVariants(jpeg: string, folder: string): readonly DicomVariant[] {
  mkdirSync(folder, { recursive: true });
  const path = (name: string) => join(folder, `${name}.dcm`);
  const run = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args, { cwd: folder, stdio: 'ignore' });
  run('img2dcm', '-vlp', '-k', 'PatientName=ZZZTOP^X', '-k', 'PatientID=QQ17', jpeg, path('vlp'));
  for (const [name, source, command, ...options] of RECIPES)
    run(command, ...options, path(source), path(name));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.dcm'))
    .map((name) => ({ name: name.slice(0, -4), bytes: readFileSync(join(folder, name)) }));
}
