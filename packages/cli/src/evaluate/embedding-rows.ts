import { SlcError } from '@slc/domain';
import type { Embeddings } from '@slc/evaluation';

/** Embeddings of a number of images that come one by one, copied out of the batches that they came in. */
export class EmbeddingRows {
  readonly #most: number;
  #data = new Float32Array(0);
  #length = 0;
  #count = 0;

  /** @param most images that may come */
  constructor(most: number) {
    this.#most = most;
  }

  add(embedding: Float32Array): void {
    if (this.#count === 0) {
      this.#length = embedding.length;
      this.#data = new Float32Array(this.#most * embedding.length);
    }
    if (embedding.length !== this.#length) {
      throw new SlcError(
        'internal',
        `embedding: expected ${this.#length} numbers as before, got ${embedding.length}`,
      );
    }
    this.#data.set(embedding, this.#count * this.#length);
    this.#count++;
  }

  all(): Embeddings {
    return { data: this.#data.slice(0, this.#count * this.#length), length: this.#length };
  }
}
