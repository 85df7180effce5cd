import type { LesionClass } from '@slc/domain';
import { type RecordWriter, recordWriter } from '../answer-file/record-writers.js';
import type { Screen } from '../terminal.js';
import type { Format } from './output-options.js';

/** Writes answers one after the other, and keeps none of them. */
export interface AnswerWriter extends RecordWriter {
  /** After the last image. */
  tail(): string;
}

export interface WriterOptions {
  readonly labels: readonly LesionClass[];
  /** Names of the images that will come. */
  readonly files: readonly string[];
  /** Where a person reads the answers as they come. */
  readonly screen?: Screen | undefined;
}

export async function createAnswerWriter(format: Format, options: WriterOptions): Promise<AnswerWriter> {
  if (format !== 'text') return { ...recordWriter(format, options.labels), tail: () => '' };
  const { textWriter } = await import('./text-writer.js');
  return textWriter(options);
}
