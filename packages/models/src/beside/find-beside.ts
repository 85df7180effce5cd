import { basename, dirname, posix } from 'node:path';
import type { Found } from '@slc/domain';
import { readInFolder } from '@slc/model-folder';
import { firstOf, usable } from './found.js';
import { readHuggingFaceConfig, readPreprocessorConfig } from './hugging-face.js';
import { readCustomVision, readLabelsJson, readLabelsText, readLobeSignature } from './label-files.js';
import { readTimmConfig } from './timm.js';

/** Against a file that is called so and is no description. The names of a thousand classes take 30 kB. */
const MOST_BYTES = 1024 ** 2;

/** In the order of their word: what an exporter wrote comes before a plain list. */
const READERS: readonly (readonly [file: string, read: (text: string) => Found])[] = [
  ['config.json', (text) => readHuggingFaceConfig(JSON.parse(text))],
  ['preprocessor_config.json', (text) => readPreprocessorConfig(JSON.parse(text))],
  ['config.json', (text) => readTimmConfig(JSON.parse(text))],
  ['signature.json', (text) => readLobeSignature(JSON.parse(text))],
  ['metadata_properties.json', (text) => readCustomVision(JSON.parse(text))],
  ...['labels.json', 'classes.json', 'class_names.json'].map(
    (file) => [file, (text: string) => readLabelsJson(JSON.parse(text), file)] as const,
  ),
  ['labels.txt', readLabelsText],
];

/** The files that are looked for. */
const BESIDE_FILES: readonly string[] = [...new Set(READERS.map(([file]) => file))];

/** Repositories for transformers.js keep networks in this folder, and their descriptions above it. */
const FOLDER_OF_NETWORKS = 'onnx';

/** Where in a repository a model may be described. @param modelFile its path there */
export function describingPaths(modelFile: string): ReadonlySet<string> {
  const folder = posix.dirname(modelFile);
  const folders = [folder, ...(posix.basename(folder) === FOLDER_OF_NETWORKS ? [posix.dirname(folder)] : [])];
  return new Set(folders.flatMap((each) => BESIDE_FILES.map((file) => posix.join(each, file))));
}

/**
 * Reads what lies in a model's folder, or above one of networks, and says something of it. A file that cannot be read says nothing, nor
 * does a link that leads out of the folder, or what is no file.
 */
export async function findBeside(folder: string): Promise<Found> {
  const own = await findIn(folder);
  return basename(folder) === FOLDER_OF_NETWORKS ? firstOf(own, await findIn(dirname(folder))) : own;
}

async function findIn(folder: string): Promise<Found> {
  const texts = new Map<string, string>();
  for (const file of BESIDE_FILES) {
    const bytes = await readInFolder(folder, file, MOST_BYTES);
    if (bytes) texts.set(file, bytes.toString('utf8'));
  }
  return firstOf(
    ...READERS.map(([file, read]) => {
      const text = texts.get(file);
      if (!text) return {};
      try {
        return usable(read(text));
      } catch {
        // JSON that is broken, or of another kind: what is not said is guessed, and the guess is named.
        return {};
      }
    }),
  );
}
