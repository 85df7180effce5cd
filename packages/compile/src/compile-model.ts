import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mapsPathOf } from '@slc/engine-onnx';
import { digestFile } from '@slc/models';
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
  /** Those of further files: two trainings of one network may have the same main file, and each needs an entry. Null for none. */
  readonly filesSha256: readonly string[] | null;
  /** All three are part of the entry's name too, since they become part of the network. */
  readonly normalisation: CompileOrder['normalisation'];
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
  const { cacheDirectory, format, normalisation, quantisation, read, sha256, signal, weightsPath } = options;
  const ending = FORMAT_ENDINGS[format];
  const compiler = (await compilerDigest(format)).slice(0, 16);
  const key = `${sha256}_${digestOf(options)}_${format}-${compiler}`;
  const compiled = {
    path: join(cacheDirectory, `${key}.${ending}`),
    descriptionPath: join(cacheDirectory, `${key}.json`),
  };

  const cachedDescription = await readCached({ ...compiled, weightsPath }, signal);
  if (cachedDescription) {
    await renew(compiled.descriptionPath);
    return { path: compiled.path, description: cachedDescription };
  }

  // The files get their names by renaming, the description last: an entry is whole or does not count.
  const temporary = await mkdtemp(join(cacheDirectory, '.new-'));
  const [outputPath, descriptionPath] = [
    join(temporary, `network.${ending}`),
    join(temporary, 'record.json'),
  ];
  try {
    const description = await compileInChild(
      { weightsPath, sha256, outputPath, format, normalisation, read, quantisation },
      signal,
    );
    await writeFile(descriptionPath, JSON.stringify(description));
    await rename(outputPath, compiled.path);
    if (description.mapsSha256) await rename(mapsPathOf(outputPath), mapsPathOf(compiled.path));
    await rename(descriptionPath, compiled.descriptionPath);
    await pruneCache(cacheDirectory, key);
    return { path: compiled.path, description };
  } finally {
    await rm(temporary, { force: true, recursive: true });
  }
}

/** The same for the same network: in JSON a key without a value is left out. */
function digestOf({ normalisation, read, quantisation, filesSha256 }: CompileOptions): string {
  const { channels, scale, offset, standardise } = normalisation ?? {};
  const { size, output } = read;
  const { ranges, float } = quantisation ?? {};
  const files = filesSha256 ?? undefined;
  const json = JSON.stringify({ channels, scale, offset, standardise, size, output, ranges, float, files });
  return createHash('sha256').update(json).digest('hex').slice(0, 16);
}

/** Marks an entry as used, which keeps it from being pruned. */
async function renew(descriptionPath: string): Promise<void> {
  const now = new Date();
  // A cache that cannot be written, as in a read-only image, is not pruned either.
  await utimes(descriptionPath, now, now).catch(() => {});
}

interface CacheEntry {
  readonly path: string;
  readonly descriptionPath: string;
  /** Of the model: weights may lie in further files beside it, whose digests the description has. */
  readonly weightsPath: string;
}

/** The description of a whole cache entry, or null when it is missing, unreadable or not the bytes that were written. */
async function readCached(
  { path, descriptionPath, weightsPath }: CacheEntry,
  signal: AbortSignal | undefined,
): Promise<ModelDescription | null> {
  try {
    const description = modelDescription.parse(JSON.parse(await readFile(descriptionPath, 'utf8')));
    const { compiledSha256, mapsSha256 } = description;
    if ((await digestFile(path, signal)) !== compiledSha256) return null;
    if (mapsSha256 && (await digestFile(mapsPathOf(path), signal)) !== mapsSha256) return null;
    for (const { file, sha256 } of description.onnx?.externalFiles ?? []) {
      if ((await digestFile(join(dirname(weightsPath), file), signal)) !== sha256) return null;
    }
    return description;
  } catch {
    // Every fault of an entry has the same cure: compile again.
    return null;
  }
}
