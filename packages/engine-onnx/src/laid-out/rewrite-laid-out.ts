import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  ELEMENT_TYPE,
  externalTensor,
  type FileTensor,
  floatsOfTensor,
  type Message,
  piecesOf,
  readOnnxFile,
  replaceNodes,
} from '@slc/onnx-file';
import { withBlockedGates } from './blocked-gates.js';
import { hasCandidates, unfiltered, withMinimalFiltering } from './minimal-filtering.js';
import { filterNames, transformedFilter } from './winograd.js';

/** Weights are mapped into memory, which goes by pages. */
const PAGE_BYTES = 4096;

export interface RewriteLaidOutOptions {
  /** The file beside the model that has its weights. */
  readonly weightsPath: string;
  /** As of `block-size.ts`. */
  readonly readBlockSize: () => Promise<number | null>;
}

/**
 * Rewrites in place what onnxruntime laid out for this machine, as `withBlockedGates` and `withMinimalFiltering` say. Filters are
 * added behind the other weights; those that they replace stay in the file, where nothing reads them.
 */
export async function rewriteLaidOut(
  modelPath: string,
  { weightsPath, readBlockSize }: RewriteLaidOutOptions,
): Promise<void> {
  const bytes = await readFile(modelPath);
  const laidOut = readOnnxFile(bytes);
  const file = withBlockedGates(laidOut);
  const blockSize = hasCandidates(file) ? await readBlockSize() : null;
  if (blockSize === null && file === laidOut) return;
  const network = blockSize === null ? unfiltered(file) : withMinimalFiltering(file, blockSize);
  const { nodes, constants, kept } = network;
  const filters = blockSize === null ? [] : await writeFilters(network.filters, { weightsPath, blockSize });
  await writeFile(
    modelPath,
    piecesOf(replaceNodes(bytes, { nodes, weights: [...kept, ...constants, ...filters] })),
  );
}

/** Appends the filters to the file of the weights. @returns their tensors */
async function writeFilters(
  replaced: readonly FileTensor[],
  { weightsPath, blockSize }: { readonly weightsPath: string; readonly blockSize: number },
): Promise<readonly Message[]> {
  const filters: Message[] = [];
  const weights = await open(weightsPath, 'a+');
  try {
    for (const tensor of replaced) {
      const transformed = transformedFilter(await floatsOf(tensor, weights), blockSize);
      const names = filterNames(tensor.name);
      for (const [i, data] of transformed.entries()) {
        const { offset, length } = await append(data, weights);
        const [outputs = 0, inputs = 0, height = 0] = tensor.dimensions;
        filters.push(
          externalTensor({
            name: names[i] ?? '',
            elementType: ELEMENT_TYPE.float32,
            dimensions: [outputs, inputs, height, 1],
            location: basename(weightsPath),
            offset,
            length,
          }),
        );
      }
    }
  } finally {
    await weights.close();
  }
  return filters;
}

async function floatsOf(tensor: FileTensor, weights: FileHandle): Promise<Float32Array> {
  const { external } = tensor;
  const read = external && Buffer.alloc(external.length ?? 0);
  if (read) await weights.read(read, 0, read.length, external.offset);
  const floats = floatsOfTensor(tensor, read);
  if (!floats) throw new TypeError(`weights ${tensor.name}: expected float32`);
  return floats;
}

/** @returns where in the file the values lie, in bytes */
async function append(
  { buffer, byteOffset, byteLength }: Float32Array,
  weights: FileHandle,
): Promise<{ readonly offset: number; readonly length: number }> {
  const { size } = await weights.stat();
  const offset = Math.ceil(size / PAGE_BYTES) * PAGE_BYTES;
  await weights.appendFile(Buffer.alloc(offset - size));
  await weights.appendFile(new Uint8Array(buffer, byteOffset, byteLength));
  return { offset, length: byteLength };
}
