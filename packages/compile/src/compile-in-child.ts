import { SlcError } from '@slc/domain';
import { askChild } from './ask-child.js';
import { type CompileOrder, compileReply, type ModelDescription, refusalError } from './compile-protocol.js';

/** Reading and compiling 250 MB takes seconds; a file that takes minutes was made to. */
const COMPILE_TIMEOUT_MS = 120_000;

/**
 * Reads and compiles one model in a process that ends afterwards: the work blocks, and its memory leaves with the process.
 *
 * @throws SlcError `invalid_model`, `unsupported_model` from reading; `cancelled`; `internal` when the process dies
 */
export async function compileInChild(
  order: CompileOrder,
  signal: AbortSignal | undefined,
): Promise<ModelDescription> {
  return await askChild({
    module: new URL('./compile-child.js', import.meta.url),
    order,
    does: 'reads the model',
    // A small nursery: reading makes much garbage of a few kilobytes, for which V8 would take 48 MB.
    execArgv: ['--max-semi-space-size=1'],
    timeoutMs: COMPILE_TIMEOUT_MS,
    timedOut: () =>
      new SlcError('invalid_model', `expected to read the model within ${COMPILE_TIMEOUT_MS} ms`),
    signal,
    onMessage(message) {
      const { data: reply, error } = compileReply.safeParse(message);
      if (!reply) {
        throw new SlcError('internal', 'the process that reads the model gave no answer', { cause: error });
      }
      if (reply.kind === 'compiled') return reply.description;
      throw refusalError(reply);
    },
  });
}
