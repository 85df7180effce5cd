import { z } from 'zod';
import { count, sha256 } from './words-schema.js';

const weightsFile = {
  sizeBytes: count.nullable(),
  sha256: sha256.nullable().describe('Hex digest that the file must have.'),
};

/** Against a manifest that has a service look for files without end. Exporters that write one file a tensor write hundreds. */
const MOST_FILES = 1000;

/** Further files of a model, of which all is known: they are read as the main file says, so they are checked before. */
function furtherFiles(file: z.ZodString) {
  return z
    .array(z.strictObject({ file, sizeBytes: count, sha256 }))
    .min(1)
    .max(MOST_FILES)
    .exactOptional()
    .describe(
      'Where a model is more than one file, such as an ONNX file and its weights: the others, written as `file` is. They lie beside that file, or in folders below.',
    );
}

const localPath = z.string().min(1).describe('Relative to the manifest.');

const localSource = z
  .strictObject({
    kind: z.enum(['bundled', 'file']),
    file: localPath,
    revision: z.string().min(1).describe('Version of the weights, such as a release.'),
    ...weightsFile,
    files: furtherFiles(localPath),
  })
  .describe('A file beside the manifest, or a path of the user’s.');

/** Both become parts of paths, on disk and in addresses: nothing in them may lead out of where they belong. */
const hubRepository = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/, 'expected owner/name of a repository on the Hub');
const hubPath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/, 'expected a path inside the repository');

const hubSource = z
  .strictObject({
    kind: z.literal('hub'),
    repo: hubRepository,
    file: hubPath,
    revision: z
      .string()
      .regex(/^[0-9a-f]{40}$/, 'expected a commit of 40 hex digits')
      .describe('A commit: a branch would change under a service that runs.'),
    ...weightsFile,
    files: furtherFiles(hubPath),
  })
  .describe('A file of a model repository on the Hugging Face Hub.');

export const sourceSchema = z.discriminatedUnion('kind', [localSource, hubSource]);

interface NamedFiles {
  readonly file: string;
  readonly files?: readonly { readonly file: string }[];
}

/** Whether a name may be that of a repository on the Hub, or of a file in one. */
export const isHubRepository = (name: string): boolean => hubRepository.safeParse(name).success;
export const isHubPath = (path: string): boolean => hubPath.safeParse(path).success;

/**
 * A further file's path from the folder of the main one.
 *
 * @returns null where it does not lie there or below
 */
export function pathBesideMain(mainFile: string, file: string): string | null {
  const folder = mainFile.slice(0, mainFile.lastIndexOf('/') + 1);
  if (!file.startsWith(folder)) return null;
  const path = file.slice(folder.length);
  const parts = path.split('/');
  const leadsOut = parts.some((part) => part === '' || part === '.' || part === '..');
  return leadsOut || /^[A-Za-z]:|[\\\0]/.test(path) ? null : path;
}

/** Bytes of all files of a model; null where the main file's are not known. */
export function sizeOfFiles({
  sizeBytes,
  files = [],
}: {
  readonly sizeBytes: number | null;
  readonly files?: readonly { readonly sizeBytes: number }[];
}): number | null {
  return sizeBytes === null ? null : files.reduce((total, file) => total + file.sizeBytes, sizeBytes);
}

/** Further files that are not the model's. */
export function* sourceContradictions({ file: mainFile, files = [] }: NamedFiles) {
  const known = new Set([mainFile]);
  for (const [index, { file }] of files.entries()) {
    const path = ['source', 'files', index, 'file'];
    if (pathBesideMain(mainFile, file) === null) {
      yield { path, expected: `a file beside ${mainFile}`, got: file };
    }
    if (known.has(file)) yield { path, expected: 'each file once', got: file };
    known.add(file);
  }
}
