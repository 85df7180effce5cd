import { createInterface } from 'node:readline/promises';
import { abortError, SlcError } from '@slc/domain/light';

/**
 * Asks the person at the terminal, on standard error.
 *
 * @throws SlcError `cancelled` after Ctrl-C or Ctrl-D
 */
export async function askPerson(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  lines.once('SIGINT', () => lines.close());
  lines.once('close', () => ended.abort(new SlcError('cancelled', 'stopped, nothing was written')));
  try {
    return await lines.question(question, { signal: ended.signal });
  } catch {
    throw abortError(ended.signal.reason);
  } finally {
    lines.close();
  }
}
