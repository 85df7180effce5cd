import { SlcError } from '@slc/domain';
import { readHead } from '../read-head.js';
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
  const head = await headOf(path);
  if (head === '' || formats.some((format) => beginsAs(format, head))) return;
  throw new SlcError(
    'invalid_request',
    `${path}: expected a new file or answers of slc classify or evaluate, it holds something else: choose another name`,
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

async function headOf(path: string): Promise<string> {
  const head = await readHead(path, HEAD_BYTES).catch((cause: Error) => {
    const message = `${path}: expected a file that can be read: ${cause.message}`;
    throw new SlcError('invalid_request', message, { cause });
  });
  return head.toString('utf8');
}
