import { open } from 'node:fs/promises';
import { SlcError } from '@slc/domain';
import type { RecordFormat } from './answered-records.js';

/** A first line is shorter, unless it has a map of a model with very many classes. */
const HEAD_BYTES = 64 * 2 ** 10;

/**
 * That nothing else than answers is lost where a file is written to: it is empty, or begins as answers do. What is no line yet
 * may be the beginning of a line that was cut.
 *
 * @param formats those that the answers may have
 * @throws SlcError `invalid_request`
 */
export async function expectOwnAnswers(path: string, formats: readonly RecordFormat[]): Promise<void> {
  const head = await readHead(path);
  if (head === '' || formats.some((format) => beginsAs(format, head))) return;
  throw new SlcError(
    'invalid_request',
    `${path}: expected a new file or answers of slc classify, it holds something else: choose another name`,
  );
}

function beginsAs({ beginning, hasHead, read }: RecordFormat, head: string): boolean {
  const end = head.indexOf('\n');
  if (end === -1) return head.startsWith(beginning) || beginning.startsWith(head);
  if (!head.startsWith(beginning)) return false;
  if (hasHead) return true;
  try {
    read(head.slice(0, end));
    return true;
  } catch {
    return false;
  }
}

async function readHead(path: string): Promise<string> {
  const file = await open(path).catch((cause: Error) => {
    const message = `${path}: expected a file that can be read: ${cause.message}`;
    throw new SlcError('invalid_request', message, { cause });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
