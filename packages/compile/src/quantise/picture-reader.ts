import { type FileHandle, open } from 'node:fs/promises';
import { SlcError } from '@slc/domain';
import type { PictureFile } from './measure-protocol.js';

/** Reads pictures of one size from their file, as many at once as are asked for. */
export class PictureReader {
  readonly count: number;
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #bytesEach: number;

  private constructor(file: FileHandle, { path, count }: PictureFile, bytesEach: number) {
    this.#file = file;
    this.#path = path;
    this.count = count;
    this.#bytesEach = bytesEach;
  }

  static async open(pictures: PictureFile, bytesEach: number): Promise<PictureReader> {
    return new PictureReader(await open(pictures.path), pictures, bytesEach);
  }

  /** @returns (count, height, width, 3) @throws SlcError `internal` where the file ends before */
  async read(first: number, count: number): Promise<Uint8Array> {
    const pixels = new Uint8Array(count * this.#bytesEach);
    const { bytesRead } = await this.#file.read(pixels, 0, pixels.length, first * this.#bytesEach);
    if (bytesRead !== pixels.length) {
      const message = `${this.#path}: expected ${this.count} pictures of ${this.#bytesEach} bytes, it ends before`;
      throw new SlcError('internal', message);
    }
    return pixels;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
