import { SlcError } from '@slc/domain';
import type { Embeddings } from '@slc/evaluation';
import { keepRows } from './keep-rows.js';

/** Embeddings of a number of images that come in any order, copied out of the batches that they came in. */
export class EmbeddingRows {
  readonly #most: number;
  #data = new Float32Array(0);
  #length = 0;

  /** @param most images that may come */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param row which of the images it is */
  add(row: number, embedding: Float32Array): void {
    if (this.#length === 0) {
      this.#length = embedding.length;
      this.#data = new Float32Array(this.#most * embedding.length);
    }
    if (embedding.length !== this.#length) {
      throw new SlcError(
        'internal',
        `embedding: expected ${this.#length} numbers as before, got ${embedding.length}`,
      );
    }
    this.#data.set(embedding, row * this.#length);
  }

  /** @param rows those that came, in ascending order */
  all(rows: readonly number[]): Embeddings {
    return { data: keepRows(this.#data, this.#length, rows).slice(), length: this.#length };
  }
}
