import { basename } from 'node:path';
import {
  type ExternalFiles,
  externalTensor,
  type FileTensor,
  type LazyBytes,
  type Message,
  rawBytesOf,
  wholeWeight,
} from '@slc/onnx-file';

interface Placed {
  readonly bytes: LazyBytes;
  readonly offset: number;
}

/**
 * The weights of a network that is tried several times, in one file beside all variants: onnxruntime maps it, where it would read
 * weights that lie in the model and copy them.
 */
export class TrialWeights {
  readonly #location: string;
  readonly #external: Pick<ExternalFiles, 'lazy'>;
  readonly #placed = new Map<FileTensor, Placed>();

  /** @param path of the file that `chunks` will become */
  constructor(tensors: Iterable<FileTensor>, external: Pick<ExternalFiles, 'lazy'>, path: string) {
    this.#location = basename(path);
    this.#external = external;
    let offset = 0;
    for (const tensor of tensors) {
      const bytes = this.#bytesOf(tensor);
      if (!bytes || bytes.byteLength < LEAST_BYTES) continue;
      this.#placed.set(tensor, { bytes, offset });
      offset += Math.ceil(bytes.byteLength / PAGE_BYTES) * PAGE_BYTES;
    }
  }

  *chunks(): Generator<Uint8Array, void, undefined> {
    for (const { bytes } of this.#placed.values()) {
      yield bytes.bytes();
      yield new Uint8Array(-bytes.byteLength & (PAGE_BYTES - 1));
    }
  }

  /** A weight as a variant has it. */
  message(tensor: FileTensor): Message {
    const placed = this.#placed.get(tensor);
    if (!placed) return wholeWeight(tensor, (each) => this.#external.lazy(each));
    const { name, elementType, dimensions } = tensor;
    const { bytes, offset } = placed;
    const location = this.#location;
    return externalTensor({ name, elementType, dimensions, location, offset, length: bytes.byteLength });
  }

  #bytesOf(tensor: FileTensor): LazyBytes | null {
    if (tensor.external) return this.#external.lazy(tensor);
    const raw = rawBytesOf(tensor);
    return raw && { byteLength: raw.byteLength, bytes: () => raw };
  }
}

/** Mapping begins at a page. */
const PAGE_BYTES = 4096;

/** Shapes and places stay in the model, where onnxruntime reads them for the shapes of others. */
const LEAST_BYTES = 16_384;
