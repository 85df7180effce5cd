import { type ModelManifest, toSlcError } from '@slc/domain';
import { decodeImage, preprocess } from '@slc/image';
import type { ResolvedModel } from '@slc/models';
import { faultOfFile, readBesideManifest } from './read-beside-manifest.js';

/** An image as the network gets it, with what the model's author got of it. */
export interface GoldenPicture {
  readonly file: string;
  /** (input.height, input.width, 3) */
  readonly pixels: Uint8Array;
  /** In the order of the labels, at a temperature of 1. */
  readonly probabilities: readonly number[];
}

/** Against a manifest that names a file to fill the memory with: twice what a camera writes. */
const LIMITS = { maxBytes: 64 * 1024 * 1024, maxPixels: 100_000_000 };

/**
 * Reads and prepares the images whose answers a manifest has from the model's author.
 *
 * @throws SlcError `invalid_model` where an image is missing, is another one, or cannot be decoded
 */
export async function readGoldenPictures(
  model: ResolvedModel,
  manifest: ModelManifest,
): Promise<readonly GoldenPicture[]> {
  if (model.kind !== 'manifest') return [];
  const pictures: GoldenPicture[] = [];
  for (const { file, sha256, probabilities } of manifest.goldenAnswers ?? []) {
    const bytes = await readBesideManifest(model.folder, { file, sha256, mostBytes: LIMITS.maxBytes });
    pictures.push({ file, pixels: await prepareGoldenPicture(bytes, file, manifest), probabilities });
  }
  return pictures;
}

/**
 * An image as the network of this manifest gets it.
 *
 * @param file for messages
 * @throws SlcError `invalid_model` where it cannot be decoded
 */
export async function prepareGoldenPicture(
  bytes: Uint8Array,
  file: string,
  { preprocessing, input }: Pick<ModelManifest, 'preprocessing' | 'input'>,
): Promise<Uint8Array> {
  const decoded = await decodeImage(bytes, LIMITS).catch((cause: unknown) => {
    throw faultOfFile(file, toSlcError(cause).message, cause);
  });
  return preprocess(decoded, preprocessing, input).data;
}

/** The class whose probability is furthest from its author's. */
export function furthestAnswer(expected: readonly number[], found: ArrayLike<number>) {
  const rows = expected.map((probability, index) => {
    const ours = found[index] ?? Number.NaN;
    return { index, expected: probability, found: ours, difference: Math.abs(ours - probability) };
  });
  const first = { index: 0, expected: Number.NaN, found: Number.NaN, difference: Number.POSITIVE_INFINITY };
  return rows.toSorted((a, b) => b.difference - a.difference)[0] ?? first;
}
