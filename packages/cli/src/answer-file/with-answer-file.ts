import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expectOutputs, type TakenPlace } from '../expect-outputs.js';
import type { Terminal } from '../terminal.js';
import type { NamedFile } from '../walk-images.js';
import { AnswerFile } from './answer-file.js';
import type { AnswerFileOptions } from './answer-file-options.js';
import type { ResumableFormat } from './answered-records.js';
import { OutputLock } from './output-lock.js';

export interface AnswerFilePlace {
  /** As it was given. */
  readonly output: string;
  readonly format: ResumableFormat;
  readonly resume?: boolean | undefined;
  /** What the file must not take the place of. */
  readonly taken: readonly TakenPlace[];
}

/**
 * Does something with the file that answers go to, which is this run's alone until that ends.
 *
 * @throws SlcError `invalid_request` where the file cannot be written, or takes a place or is no file of answers; `overloaded`
 * where another run writes it; what `work` throws
 */
export async function withAnswerFile<T>(
  { output, format, resume = false, taken }: AnswerFilePlace,
  terminal: Terminal,
  work: (file: AnswerFile) => Promise<T>,
): Promise<T> {
  const path = resolve(terminal.directory, output);
  await expectOutputs({ outputs: [{ option: '--output', path }], taken });
  const there = await stat(path).catch(() => null);
  // Devices and pipes are nobody's.
  const lock = there && !there.isFile() ? null : await OutputLock.take(path);
  let file: AnswerFile | null = null;
  try {
    file = await AnswerFile.read(path, { format, resume });
    return await work(file);
  } finally {
    await file?.close();
    await lock?.release();
  }
}

/** Which images the file answers, and which are left. With `--resume` standard error says how many. */
export async function apartFromSettled<Image extends NamedFile>(
  listed: readonly Image[],
  file: AnswerFile,
  { output, resume, terminal }: AnswerFileOptions & { readonly terminal: Terminal },
): Promise<{ readonly settled: readonly Image[]; readonly left: readonly Image[] }> {
  const settled: Image[] = [];
  const left: Image[] = [];
  for (const image of listed) ((await file.isSettled(image)) ? settled : left).push(image);
  if (resume) {
    const counts = `${settled.length} of ${listed.length} images`;
    terminal.complain(`slc: ${output} answers ${counts}, ${left.length} left\n`);
  }
  return { settled, left };
}
