import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { notWritable } from './not-writable.js';

interface OutputFileParts {
  /** As it was asked for. */
  readonly name: string;
  readonly path: string;
  /** Null where the file is written to as it is. */
  readonly partPath: string | null;
  readonly file: FileHandle;
}

/**
 * A file that a command was asked to write. Until it is complete it has another name beside its own, so that a file of that name
 * is always whole. A link stays, and what it leads to is replaced. A device or a pipe cannot be replaced and is written to.
 */
export class OutputFile {
  readonly #parts: OutputFileParts;

  private constructor(parts: OutputFileParts) {
    this.#parts = parts;
  }

  /** @throws SlcError `invalid_request` where no file can be written */
  static async open(name: string): Promise<OutputFile> {
    try {
      const there = await stat(name).catch(() => null);
      const path = there?.isFile() ? await realpath(name) : name;
      const partPath = there && !there.isFile() ? null : `${path}.${process.pid}.part`;
      return new OutputFile({ name, path, partPath, file: await open(partPath ?? path, 'w') });
    } catch (cause) {
      throw notWritable(name, cause);
    }
  }

  /** @throws SlcError `invalid_request` where it cannot be written */
  async write(content: string | Uint8Array): Promise<void> {
    const { name, file } = this.#parts;
    await file.writeFile(content).catch((cause: unknown) => {
      throw notWritable(name, cause);
    });
  }

  /** Gives the file its name. @throws SlcError `invalid_request` where it cannot be written */
  async complete(): Promise<void> {
    const { name, path, partPath, file } = this.#parts;
    try {
      if (partPath !== null) await file.sync();
      await file.close();
      if (partPath !== null) await rename(partPath, path);
    } catch (cause) {
      throw notWritable(name, cause);
    }
  }

  /** Removes what is not complete. */
  async discard(): Promise<void> {
    const { partPath, file } = this.#parts;
    await file.close();
    if (partPath !== null) await rm(partPath, { force: true });
  }
}

/** @throws SlcError `invalid_request` where no file can be written */
export async function writeWholeFile(path: string, content: string | Uint8Array): Promise<void> {
  const file = await OutputFile.open(path);
  try {
    await file.write(content);
    await file.complete();
  } finally {
    await file.discard();
  }
}
