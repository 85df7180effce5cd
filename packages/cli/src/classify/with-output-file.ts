import { resolve } from 'node:path';
import type { AnswerFile } from '../answer-file/answer-file.js';
import { withAnswerFile } from '../answer-file/with-answer-file.js';
import type { Terminal } from '../terminal.js';
import type { ListedImage } from './list-images.js';
import { type OutputOptions, outputFormat } from './output-options.js';

/**
 * Does something with the file that answers go to; with null where they go to standard output.
 *
 * @throws SlcError as `outputFormat` and `withAnswerFile`; what `work` throws
 */
export async function withOutputFile<T>(
  { images, options }: { readonly images: readonly ListedImage[]; readonly options: OutputOptions },
  terminal: Terminal,
  work: (file: AnswerFile | null) => Promise<T>,
): Promise<T> {
  const format = outputFormat(options);
  const { output, resume } = options;
  if (output === undefined || format === 'text') return await work(null);
  const path = resolve(terminal.directory, output);
  const taken = images.some((image) => image.path === path) ? [{ what: 'an image', path }] : [];
  return await withAnswerFile({ output, format, resume, taken }, terminal, work);
}
