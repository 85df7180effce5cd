import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { describeForeignFile, FOREIGN_FILE_HEAD_BYTES } from '@slc/domain';
import { z } from 'zod';
import { parseModelJson } from '../config/parse-json.js';
import { H5File } from './h5-file.js';
import { declaredHdf5Size } from './hdf5-size.js';
import { invalid } from './invalid.js';
import { unpackKerasArchive } from './keras-archive.js';
import type { WeightPlace } from './weights.js';

/** A few layers mean something else since Keras 3. */
export type KerasGeneration = 2 | 3;

/** Where a layer's weights are. */
export interface LayerPlace {
  /** In a .h5 file: the names of the models around the layer and its own, outermost first. */
  readonly path: readonly string[];
  /** In a .keras file, which counts the layers of each class: `layers`, `sequential`, `layers`, `dense_1`. */
  readonly group: readonly string[];
}

/** An open model file in either format. */
export interface ModelFile {
  readonly h5: H5File;
  /** The model's description, `{ class_name, config }`. */
  readonly description: unknown;
  /** The name of that description in messages. */
  readonly where: string;
  readonly keras: KerasGeneration;
  /** The weights of one layer, in Keras's order. */
  weightsOf(place: LayerPlace): readonly WeightPlace[];
  close(): Promise<void>;
}

const ZIP_MAGIC = 'PK\u0003\u0004';
const HDF5_MAGIC = '\u0089HDF\r\n\u001a\n';

/**
 * Opens a `.h5` or a `.keras` file. Its first bytes say which of them it is.
 *
 * @param scratchDirectory where the weights of a `.keras` file stay unpacked until it is closed
 * @throws SlcError `invalid_model`
 */
export async function openModelFile(given: string, scratchDirectory: string): Promise<ModelFile> {
  const { head, fileBytes } = await readHead(given);
  // The HDF5 library has a working directory of its own.
  const path = resolve(given);
  const isFormat = (magic: string) => head.toString('latin1', 0, magic.length) === magic;
  if (isFormat(ZIP_MAGIC)) return await openArchive(path, scratchDirectory);
  if (isFormat(HDF5_MAGIC)) assertWhole(head, fileBytes);
  // HDF5 may also begin later in a file: what is not recognised is left to its library.
  const foreign = isFormat(HDF5_MAGIC) ? null : describeForeignFile(head);
  if (foreign) throw invalid(`expected a Keras model (.h5, .hdf5, .hd5, .keras), got ${foreign}`);
  return await openLegacy(path);
}

async function openLegacy(path: string): Promise<ModelFile> {
  const h5 = await H5File.open(path);
  try {
    const where = 'attribute model_config';
    const text = h5.textAttribute('/', 'model_config');
    if (text === null)
      throw invalid(`expected a Keras model (.h5, .hdf5, .hd5, .keras), got ${describeContent(h5)}`);
    return {
      h5,
      description: parseModelJson(text, where),
      where,
      keras: generationOf(h5.textAttribute('/', 'keras_version') ?? ''),
      weightsOf: namedWeights(h5),
      close: async () => h5.close(),
    };
  } catch (error) {
    h5.close();
    throw error;
  }
}

async function openArchive(path: string, scratchDirectory: string): Promise<ModelFile> {
  const weightsPath = join(scratchDirectory, `.${randomUUID()}.weights.h5`);
  const remove = () => rm(weightsPath, { force: true });
  try {
    const { config, metadata } = await unpackKerasArchive(path, weightsPath);
    const version = z
      .object({ keras_version: z.string() })
      .safeParse(parseModelJson(metadata, 'metadata.json'));
    const h5 = await H5File.open(weightsPath);
    return {
      h5,
      description: parseModelJson(config, 'config.json'),
      where: 'config.json',
      keras: generationOf(version.data?.keras_version ?? '3'),
      weightsOf: orderedWeights(h5),
      async close() {
        h5.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function generationOf(version: string): KerasGeneration {
  return /^[3-9]/.test(version) ? 3 : 2;
}

/**
 * In a .h5 file each layer of the outermost model has a group, with the names of its weights: `dense/kernel:0`, or
 * `inner/dense/kernel:0` for a layer of a model in it. Keras 2 leaves out the models around a layer, Keras 3 does not.
 */
function namedWeights(h5: H5File): ModelFile['weightsOf'] {
  const lists = new Map<string, readonly string[]>();
  return ({ path }) => {
    const [outermost = '', ...inner] = path;
    const group = `model_weights/${outermost}`;
    const names = lists.get(group) ?? h5.listAttribute(group, 'weight_names') ?? [];
    lists.set(group, names);
    const own = inner.length === 0 ? names : bestOwned(names, path);
    return own.map((name) => ({
      name: posix.basename(name, ':0'),
      path: `${group}/${name}`,
      part: posix.basename(posix.dirname(name)),
    }));
  };
}

/**
 * The names whose owner has the longest common ending with the layer's path. A layer that is made of others owns theirs:
 * `attention/query/kernel`.
 */
function bestOwned(names: readonly string[], path: readonly string[]): readonly string[] {
  const ownedBy = (owner: readonly string[]) => {
    let parts = 0;
    while (parts < path.length && parts < owner.length && owner.at(-1 - parts) === path.at(-1 - parts)) {
      parts++;
    }
    return parts;
  };
  const agreement = (name: string) => {
    const owner = name.split('/').slice(0, -1);
    return Math.max(ownedBy(owner), ownedBy(owner.slice(0, -1)));
  };
  const best = Math.max(0, ...names.map(agreement));
  return best === 0 ? [] : names.filter((name) => agreement(name) === best);
}

/** In a .keras file each layer has a group of numbered weights, and so has each layer that it is made of. */
function orderedWeights(h5: H5File): ModelFile['weightsOf'] {
  const numbered = (folder: string, part: string) =>
    h5
      .keys(`${folder}/vars`)
      .toSorted((a, b) => Number(a) - Number(b))
      .map((key) => ({ name: null, path: `${folder}/vars/${key}`, part }));
  return ({ group }) => {
    // A function has no group.
    if (group.at(-1) === '') return [];
    const folder = group.join('/');
    const parts = h5.keys(folder).filter((key) => key !== 'vars');
    return [
      ...numbered(folder, ''),
      ...parts.flatMap((part) => numbered(`${folder}/${part}`, part.replace(/^_/, ''))),
    ];
  };
}

/** Says what an HDF5 file holds that has no model's description. */
function describeContent(h5: H5File): string {
  const keys = h5.keys('/');
  // As `save_weights` of Keras 2 writes them, and of Keras 3.
  const isWeights =
    h5.listAttribute('/', 'layer_names') !== null || WEIGHT_GROUPS.some((key) => keys.includes(key));
  if (isWeights)
    return 'weights alone, without the network they belong to: save the whole with model.save(path)';
  return `an HDF5 file of something else (it holds ${keys.slice(0, 5).join(', ') || 'nothing'})`;
}

const WEIGHT_GROUPS = ['layers', '_layer_checkpoint_dependencies', 'model_weights'];

function assertWhole(head: Buffer, fileBytes: number): void {
  const declared = declaredHdf5Size(head) ?? 0;
  if (declared <= fileBytes) return;
  const got = `${fileBytes} of its ${declared} bytes: it was cut short, fetch it again`;
  throw invalid(`expected a whole HDF5 file (.h5), got ${got}`);
}

async function readHead(path: string): Promise<{ readonly head: Buffer; readonly fileBytes: number }> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(FOREIGN_FILE_HEAD_BYTES),
      0,
      FOREIGN_FILE_HEAD_BYTES,
      0,
    );
    return { head: buffer.subarray(0, bytesRead), fileBytes: (await file.stat()).size };
  } finally {
    await file.close();
  }
}
