import { type FileHandle, open, stat, truncate } from 'node:fs/promises';
import { isFaultOfImage, type ModelRef, SlcError } from '@slc/domain';
import { notWritable } from '../not-writable.js';
import { OutputFile } from '../output-file.js';
import type { NamedFile } from '../walk-images.js';
import {
  type AnsweredRecord,
  RECORD_FORMATS,
  type RecordFormat,
  type ResumableFormat,
} from './answered-records.js';
import { STANDARD_INPUT } from './list-images.js';
import { expectOwnAnswers } from './own-answers.js';
import { type WholeRecord, wholeRecords } from './whole-records.js';

export interface AnswerFileOptions {
  readonly format: ResumableFormat;
  /** Go on with what the file answers already. */
  readonly resume: boolean;
}

/** What a file holds from before. */
interface Held {
  /** Names of images that need no other answer. */
  readonly settled: ReadonlySet<string>;
  /** Names of images that had no answer for another reason than the image. */
  readonly toRepeat: ReadonlySet<string>;
  /** Those of them that could not be read. */
  readonly unread: ReadonlySet<string>;
  readonly head: string | null;
  readonly model: string | null;
  /** Where the last whole record ends. */
  readonly bytes: number;
}

const NOTHING: Held = {
  ...{ settled: new Set(), toRepeat: new Set(), unread: new Set() },
  ...{ head: null, model: null, bytes: 0 },
};

/** A file to which answers are written as they come, so that a run that was stopped can go on. */
export class AnswerFile {
  readonly #path: string;
  readonly #format: RecordFormat;
  readonly #held: Held;
  #file: FileHandle | null = null;

  private constructor(path: string, format: RecordFormat, held: Held) {
    this.#path = path;
    this.#format = format;
    this.#held = held;
  }

  /**
   * Reads what the file answers. It is not changed yet.
   *
   * @throws SlcError `invalid_request` where it has something else than answers
   */
  static async read(path: string, { format: name, resume }: AnswerFileOptions): Promise<AnswerFile> {
    const format = RECORD_FORMATS[name];
    const there = await stat(path).catch(() => null);
    if (!there?.isFile()) return new AnswerFile(path, format, NOTHING);
    await expectOwnAnswers(path, resume ? [format] : Object.values(RECORD_FORMATS));
    return new AnswerFile(path, format, resume ? await readHeld(path, format) : NOTHING);
  }

  /** Whether the image has an answer that stays, or could not be read and is still not there. */
  async isSettled({ file, path }: Pick<NamedFile, 'file' | 'path'>): Promise<boolean> {
    const name = this.#format.nameOf(file);
    if (this.#held.settled.has(name)) return true;
    return this.#held.unread.has(name) && file !== STANDARD_INPUT && (await isMissing(path));
  }

  /**
   * Mends the end of the file, takes out the errors of images that are asked again, and opens it for what comes.
   *
   * @param head what the first record of a new file is
   * @throws SlcError `invalid_request` where it has answers of another model or under another head, or cannot be written
   */
  async begin(
    files: readonly { readonly file: string }[],
    { head, model }: { readonly head: string; readonly model: ModelRef },
  ): Promise<void> {
    const held = this.#held;
    const answering = this.#format.modelOf(model);
    if (held.model !== null && held.model !== answering) {
      throw this.#refusal(`its answers are of ${held.model}, and ${answering} would answer the others`);
    }
    if (held.head !== null && held.head !== head) {
      throw this.#refusal(
        `its first line is ${held.head.trim()}, and ${head.trim()} is that of these answers`,
      );
    }
    const again = new Set(files.map(({ file }) => this.#format.nameOf(file)));
    try {
      if (held.bytes > 0) await this.#mend(again);
      this.#file = await open(this.#path, held.bytes > 0 ? 'a' : 'w');
    } catch (cause) {
      throw notWritable(this.#path, cause);
    }
    if (held.bytes === 0) await this.write(head);
  }

  /** @param text whole records */
  async write(text: string): Promise<void> {
    await this.#file?.appendFile(text).catch((cause: unknown) => {
      throw notWritable(this.#path, cause);
    });
  }

  /** May be called twice. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async #mend(again: ReadonlySet<string>): Promise<void> {
    const isRepeated = (name: string) => this.#held.toRepeat.has(name) && again.has(name);
    if (![...this.#held.toRepeat].some(isRepeated)) {
      await truncate(this.#path, this.#held.bytes);
      return;
    }
    const mended = await OutputFile.open(this.#path);
    try {
      for await (const { text, record } of readRecords(this.#path, this.#format)) {
        const isDropped = record !== null && !isLasting(record) && isRepeated(record.name);
        if (!isDropped) await mended.write(text);
      }
      await mended.complete();
    } finally {
      await mended.discard();
    }
  }

  #refusal(why: string): SlcError {
    return new SlcError('invalid_request', `${this.#path}: expected a file that can be gone on with: ${why}`);
  }
}

async function readHeld(path: string, format: RecordFormat): Promise<Held> {
  const settled = new Set<string>();
  const toRepeat = new Set<string>();
  const unread = new Set<string>();
  let [head, model]: (string | null)[] = [null, null];
  let bytes = 0;
  for await (const { text, endByte, record } of readRecords(path, format)) {
    bytes = endByte;
    if (record === null) {
      head = text;
      continue;
    }
    model ??= record.model;
    (isLasting(record) ? settled : toRepeat).add(record.name);
    if (record.errorCode === 'not_found') unread.add(record.name);
  }
  // A file may have both for one image that was asked twice.
  for (const name of settled) toRepeat.delete(name);
  return { settled, toRepeat, unread, head: head ?? null, model: model ?? null, bytes };
}

/** A file that is there, and may not be read or is on a disk that fails, may be read later. */
async function isMissing(path: string): Promise<boolean> {
  const cause = await stat(path).then(
    () => null,
    (error: NodeJS.ErrnoException) => error,
  );
  return cause?.code === 'ENOENT' || cause?.code === 'ENOTDIR';
}

function isLasting({ errorCode }: AnsweredRecord): boolean {
  return errorCode === null || isFaultOfImage(errorCode);
}

/** @returns each whole record; null in place of what it says for the head */
async function* readRecords(
  path: string,
  format: RecordFormat,
): AsyncGenerator<WholeRecord & { readonly record: AnsweredRecord | null }> {
  let number = 0;
  try {
    for await (const whole of wholeRecords(path, format)) {
      number++;
      const isHead = format.hasHead && number === 1;
      yield { ...whole, record: isHead ? null : format.read(whole.text) };
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${path}: expected answers of slc classify: record ${number}: ${why}`;
    throw new SlcError('invalid_request', message, { cause });
  }
}
