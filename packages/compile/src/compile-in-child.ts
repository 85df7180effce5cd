import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { abortError, SlcError } from '@slc/domain';
import { type CompileOrder, compileReply, type ModelDescription } from './compile-protocol.js';

/** Reading and compiling 250 MB takes seconds; a file that takes minutes was made to. */
const COMPILE_TIMEOUT_MS = 120_000;

/**
 * Reads and compiles one model in a process that ends afterwards: the work blocks, and its memory leaves with the process.
 *
 * @throws SlcError `invalid_model`, `unsupported_model` from reading; `cancelled`; `internal` when the process dies
 */
export function compileInChild(
  order: CompileOrder,
  signal: AbortSignal | undefined,
): Promise<ModelDescription> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./compile-child.js', import.meta.url)), {
      // A small nursery: reading makes much garbage of a few kilobytes, for which V8 would take 48 MB.
      execArgv: ['--max-semi-space-size=1'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
    });

    // The first event settles the promise; those that follow change nothing.
    const end = () => {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', onAbort);
      child.kill('SIGKILL');
    };
    const fail = (error: Error) => {
      end();
      reject(error);
    };
    const onAbort = () => fail(abortError(signal?.reason));
    const timeout = setTimeout(
      () => fail(new SlcError('invalid_model', `expected to read the model within ${COMPILE_TIMEOUT_MS} ms`)),
      COMPILE_TIMEOUT_MS,
    );

    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    child.on('error', (cause) => fail(childDied('could not be started', cause)));
    child.on('exit', (code, killedBy) =>
      fail(childDied(`ended with ${killedBy ?? code}`, new Error(lastWords))),
    );
    child.on('message', (message) => {
      const { data: reply, error } = compileReply.safeParse(message);
      if (!reply) return fail(childDied('gave no answer', error));
      if (reply.kind === 'refused') {
        const { code, message, ...options } = reply;
        return fail(new SlcError(code, message, options));
      }
      end();
      resolve(reply.description);
    });
    child.send(order);
  });
}

function childDied(how: string, cause: unknown): SlcError {
  return new SlcError('internal', `the process that reads the model ${how}`, { cause });
}
