import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mapsPathOf } from '@slc/engine-onnx';
import { type DigestedFile, digestFile } from '@slc/models';
import { z } from 'zod';
import { compileInChild } from './compile-in-child.js';
import {
  type CompileOrder,
  type ModelDescription,
  modelDescription,
  type ReadChoices,
} from './compile-protocol.js';
import { type CompiledFormat, FORMAT_ENDINGS } from './compiled-format.js';
import { compilerDigest } from './compiler-digest.js';
import { pruneCache } from './prune-cache.js';

/** A model in the form that an engine opens, with what reading it showed. */
export interface CompiledModel {
  readonly path: string;
  readonly description: ModelDescription;
}

export interface CompileOptions {
  readonly weightsPath: string;
  /** Hex digest of the weights file: part of the cache entry's name. */
  readonly sha256: string;
  /** All are part of the entry's name too, since they become part of the network. */
  readonly normalisation: CompileOrder['normalisation'];
  readonly bare: CompileOrder['bare'];
  readonly read: ReadChoices;
  readonly quantisation: CompileOrder['quantisation'];
  readonly format: CompiledFormat;
  readonly cacheDirectory: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives the compiled form of a model, from the cache or made anew. A damaged cache entry is made anew too.
 *
 * @throws SlcError as `compileInChild`
 */
export async function compileModel(options: CompileOptions): Promise<CompiledModel> {
  const { cacheDirectory, format, sha256, signal, weightsPath } = options;
  const { normalisation, bare, read, quantisation } = options;
  const ending = FORMAT_ENDINGS[format];
  const compiler = (await compilerDigest(format)).slice(0, 16);
  const key = `${sha256}_${digestOf(options)}_${format}-${compiler}`;
  const placeOf = (name: string): CacheEntry => ({
    name,
    path: join(cacheDirectory, `${name}.${ending}`),
    descriptionPath: join(cacheDirectory, `${name}.json`),
  });

  const known = placeOf(await nameWithFiles(key, options));
  const cachedDescription = await readCached(known, signal);
  if (cachedDescription) {
    for (const name of new Set([known.name, key])) await renew(placeOf(name).descriptionPath);
    return { path: known.path, description: cachedDescription };
  }

  // The files get their names by renaming, the description last: an entry is whole or does not count.
  const temporary = await mkdtemp(join(cacheDirectory, '.new-'));
  const [outputPath, recordPath] = [join(temporary, `network.${ending}`), join(temporary, 'record.json')];
  try {
    const description = await compileInChild(
      { weightsPath, sha256, outputPath, format, normalisation, bare, read, quantisation },
      signal,
    );
    const { externalFiles = [] } = description.onnx ?? {};
    const made = placeOf(nameWith(key, externalFiles));
    await rename(outputPath, made.path);
    if (description.mapsSha256) await rename(mapsPathOf(outputPath), mapsPathOf(made.path));
    await writeRecord(made.descriptionPath, description, recordPath);
    if (externalFiles.length > 0) {
      const record: FurtherFiles = { furtherFiles: externalFiles.map(({ file }) => file) };
      await writeRecord(placeOf(key).descriptionPath, record, recordPath);
    }
    await pruneCache(cacheDirectory, made.name);
    return { path: made.path, description };
  } finally {
    await rm(temporary, { force: true, recursive: true });
  }
}

/** The same for the same network: in JSON a key without a value is left out. */
function digestOf({ normalisation, bare, read, quantisation }: CompileOptions): string {
  const { channels, scale, offset, standardise } = normalisation ?? {};
  const { size, output } = read;
  const { ranges, float } = quantisation ?? {};
  const wanted = { channels, scale, offset, standardise, size, output, ranges, float };
  const { recipe, size: besideSize } = bare?.found ?? {};
  const found = bare && { recipe, besideSize, scaling: bare.scaling };
  const json = JSON.stringify({ ...wanted, ...(found && { found }) });
  return createHash('sha256').update(json).digest('hex').slice(0, 16);
}

/** Marks an entry as used, which keeps it from being pruned. */
async function renew(descriptionPath: string): Promise<void> {
  const now = new Date();
  // A cache that cannot be written, as in a read-only image, is not pruned either.
  await utimes(descriptionPath, now, now).catch(() => {});
}

interface CacheEntry {
  readonly name: string;
  readonly path: string;
  readonly descriptionPath: string;
}

/** In place of a description: which further files have weights of the network, as reading it showed. */
const furtherFiles = z.strictObject({ furtherFiles: z.array(z.string()) });
type FurtherFiles = z.output<typeof furtherFiles>;

/**
 * The name of a model's entry. Two trainings of one network may have the same main file, and a process that serves one must not find
 * the other in its place: the digests of further files are part of the name.
 */
async function nameWithFiles(
  key: string,
  { cacheDirectory, weightsPath, signal }: CompileOptions,
): Promise<string> {
  try {
    const record = JSON.parse(await readFile(join(cacheDirectory, `${key}.json`), 'utf8'));
    const { data } = furtherFiles.safeParse(record);
    const files = (data?.furtherFiles ?? []).map(async (file) => {
      return { file, sha256: await digestFile(join(dirname(weightsPath), file), signal) };
    });
    return nameWith(key, await Promise.all(files));
  } catch {
    // There is no record, or a file is missing: compiling says what is wrong.
    return key;
  }
}

function nameWith(key: string, files: readonly DigestedFile[]): string {
  if (files.length === 0) return key;
  const digest = createHash('sha256').update(files.map(({ sha256 }) => sha256).join());
  return `${key}_${digest.digest('hex').slice(0, 16)}`;
}

/** @param written where it is written first, so that it is whole or not there */
async function writeRecord(
  path: string,
  record: ModelDescription | FurtherFiles,
  written: string,
): Promise<void> {
  await writeFile(written, JSON.stringify(record));
  await rename(written, path);
}

/** The description of a whole cache entry, or null when it is missing, unreadable or not the bytes that were written. */
async function readCached(
  { path, descriptionPath }: CacheEntry,
  signal: AbortSignal | undefined,
): Promise<ModelDescription | null> {
  try {
    const description = modelDescription.parse(JSON.parse(await readFile(descriptionPath, 'utf8')));
    const { compiledSha256, mapsSha256 } = description;
    if ((await digestFile(path, signal)) !== compiledSha256) return null;
    if (mapsSha256 && (await digestFile(mapsPathOf(path), signal)) !== mapsSha256) return null;
    return description;
  } catch {
    // Every fault of an entry has the same cure: compile again.
    return null;
  }
}
