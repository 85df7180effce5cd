import { type FileHandle, open, stat, truncate } from 'node:fs/promises';
import { isErrorCode, isFaultOfImage, type ModelRef, SlcError } from '@slc/domain';
import type { ImageOutcome } from '../answering/answer-images.js';
import { notWritable } from '../not-writable.js';
import { OutputFile } from '../output-file.js';
import { STANDARD_INPUT } from '../standard-input.js';
import type { NamedFile } from '../walk-images.js';
import {
  type AnsweredRecord,
  RECORD_FORMATS,
  type RecordFormat,
  type ResumableFormat,
} from './answered-records.js';
import { type AnsweringModel, type HeldAnswer, heldAnswer } from './held-answer.js';
import { expectOwnAnswers } from './own-answers.js';
import { type WholeRecord, wholeRecords } from './whole-records.js';

export interface ReadAnswersOptions {
  readonly format: ResumableFormat;
  /** Go on with what the file answers already. */
  readonly resume: boolean;
}

/** What new answers begin with, and are of. */
interface Answering {
  /** The first record of a new file. */
  readonly head: string;
  readonly model: ModelRef;
}

/**
 * What a file says of an image: `settled` where it needs no other answer, `unread` where its file could not be read, `failed`
 * where it had no answer for any other reason than the image. Of an image that was asked several times the first of these counts.
 */
type ImageState = 'settled' | 'unread' | 'failed';

/** What a file holds from before. */
interface Held {
  /** By the images' names, as the format writes them. */
  readonly images: ReadonlyMap<string, ImageState>;
  readonly head: string | null;
  /** The head stands again where another file was appended. */
  readonly hasHeadsWithin: boolean;
  readonly models: ReadonlySet<string>;
  /** Where the last whole record ends. */
  readonly bytes: number;
}

const NOTHING: Held = {
  images: new Map(),
  head: null,
  hasHeadsWithin: false,
  models: new Set(),
  bytes: 0,
};

/** A file to which answers are written as they come, so that a run that was stopped can go on. */
export class AnswerFile {
  readonly format: ResumableFormat;
  readonly #path: string;
  readonly #held: Held;
  #file: FileHandle | null = null;

  private constructor(path: string, format: ResumableFormat, held: Held) {
    this.format = format;
    this.#path = path;
    this.#held = held;
  }

  get #format(): RecordFormat {
    return RECORD_FORMATS[this.format];
  }

  /**
   * Reads what the file answers. It is not changed yet.
   *
   * @throws SlcError `invalid_request` where it has something else than answers
   */
  static async read(path: string, { format: name, resume }: ReadAnswersOptions): Promise<AnswerFile> {
    const format = RECORD_FORMATS[name];
    const there = await stat(path).catch(() => null);
    if (!there?.isFile()) return new AnswerFile(path, name, NOTHING);
    await expectOwnAnswers(path, resume ? [format] : Object.values(RECORD_FORMATS));
    return new AnswerFile(path, name, resume ? await readHeld(path, format) : NOTHING);
  }

  /** Whether the image has an answer that stays, or could not be read and is still not there. */
  async isSettled({ file, path }: Pick<NamedFile, 'file' | 'path'>): Promise<boolean> {
    const state = this.#held.images.get(this.#format.nameOf(file));
    if (state === 'settled') return true;
    return state === 'unread' && file !== STANDARD_INPUT && (await isMissing(path));
  }

  /** @throws SlcError `invalid_request` where it has answers of another model or under another head */
  expectOf({ head, model }: Answering): void {
    const held = this.#held;
    const answering = this.#format.modelOf(model);
    const other = [...held.models].find((name) => name !== answering);
    if (other !== undefined) {
      throw this.#refusal(`its answers are of ${other}, and ${answering} would answer the others`);
    }
    if (held.head !== null && held.head !== head) {
      throw this.#refusal(
        `its first line is ${held.head.trim()}, and ${head.trim()} is that of these answers`,
      );
    }
  }

  /**
   * What it says of images that are settled, in its own order. Of several answers to one image the first counts.
   *
   * @throws SlcError `invalid_request` where the model would say something else of the same logits
   */
  async *outcomes<Image extends { readonly file: string }>(
    images: readonly Image[],
    model: AnsweringModel,
  ): AsyncGenerator<ImageOutcome<Image, HeldAnswer>> {
    // There need not be a file.
    if (images.length === 0) return;
    const classIds = model.manifest.labels.map(({ id }) => id);
    const left = new Map(images.map((image) => [this.#format.nameOf(image.file), image]));
    const readAll = readRecords(this.#path, this.#format, ({ text, record }) => {
      const image = left.get(record.name);
      const isUnread = isUnreadError(record) && this.#held.images.get(record.name) !== 'settled';
      if (image === undefined || !(isLasting(record) || isUnread)) return null;
      left.delete(record.name);
      const answer = errorOf(record) ?? heldAnswer(this.#format.readAnswer(text, classIds), model);
      return { image, answer, embedding: null };
    });
    for await (const { read } of readAll) if (read) yield read;
  }

  /**
   * Mends the end of the file, takes out the errors of images that are asked again, and opens it for what comes.
   *
   * @throws SlcError as `expectOf`; `invalid_request` where it cannot be written
   */
  async begin(files: readonly { readonly file: string }[], { head, model }: Answering): Promise<void> {
    this.expectOf({ head, model });
    const held = this.#held;
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
    const { images, hasHeadsWithin, bytes } = this.#held;
    const isRepeated = (name: string) => again.has(name) && images.get(name) !== 'settled';
    if (!hasHeadsWithin && ![...images.keys()].some(isRepeated)) {
      await truncate(this.#path, bytes);
      return;
    }
    const mended = await OutputFile.open(this.#path);
    const isDropped = ({ record }: RecordToRead) => !isLasting(record) && isRepeated(record.name);
    try {
      for await (const { text, read, isFirst } of readRecords(this.#path, this.#format, isDropped)) {
        if (read === null ? isFirst : !read) await mended.write(text);
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
  const images = new Map<string, ImageState>();
  const models = new Set<string>();
  let [head, hasHeadsWithin, bytes]: [string | null, boolean, number] = [null, false, 0];
  for await (const { text, endByte, isFirst, read: record } of readRecords(
    path,
    format,
    (own) => own.record,
  )) {
    bytes = endByte;
    if (record === null) {
      head = text;
      hasHeadsWithin ||= !isFirst;
      continue;
    }
    if (record.model !== null) models.add(record.model);
    images.set(record.name, stateAfter(record, images.get(record.name)));
  }
  return { images, head, hasHeadsWithin, models, bytes };
}

/** A file that is there, and may not be read or is on a disk that fails, may be read later. */
async function isMissing(path: string): Promise<boolean> {
  const cause = await stat(path).then(
    () => null,
    (error: NodeJS.ErrnoException) => error,
  );
  return cause?.code === 'ENOENT' || cause?.code === 'ENOTDIR';
}

function stateAfter(record: AnsweredRecord, before: ImageState | undefined): ImageState {
  if (before === 'settled' || isLasting(record)) return 'settled';
  return before === 'unread' || isUnreadError(record) ? 'unread' : 'failed';
}

function isUnreadError({ error }: AnsweredRecord): boolean {
  return error?.code === 'not_found';
}

function isLasting({ error }: AnsweredRecord): boolean {
  return error === null || isFaultOfImage(error.code);
}

function errorOf({ error }: AnsweredRecord): SlcError | null {
  return error && new SlcError(isErrorCode(error.code) ? error.code : 'internal', error.message);
}

interface RecordToRead {
  readonly text: string;
  readonly record: AnsweredRecord;
}

interface ReadRecord<T> extends WholeRecord {
  readonly isFirst: boolean;
  /** Null for the head. */
  readonly read: T | null;
}

/** @returns each whole record, with what `read` makes of it; the head may stand again where files were joined */
async function* readRecords<T>(
  path: string,
  format: RecordFormat,
  read: (record: RecordToRead) => T,
): AsyncGenerator<ReadRecord<T>> {
  let number = 0;
  let head: string | null = null;
  try {
    for await (const whole of wholeRecords(path, format)) {
      const isFirst = ++number === 1;
      const { text } = whole;
      if (format.hasHead && isFirst) head = text;
      yield { ...whole, isFirst, read: text === head ? null : read({ text, record: format.read(text) }) };
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${path}: expected answers of slc classify or evaluate: record ${number}: ${why}`;
    throw new SlcError('invalid_request', message, { cause });
  }
}
