import { SlcError } from '@slc/domain';
import { askChild, type ChildEnd } from './ask-child.js';
import type { ChildLimits } from './child-limits.js';
import { type CompileOrder, compileReply, type ModelDescription, refusalError } from './compile-protocol.js';
import { limitPassed } from './limits-protocol.js';

/** Reading and compiling 250 MB takes seconds; a file that takes minutes was made to. */
const COMPILE_TIMEOUT_MS = 120_000;

/**
 * Of an ONNX file, which onnxruntime runs as its author made it. Memory: opening takes a network's weights once (README of
 * onnx-file), beside the values of one run. Time: the largest classifiers of pictures, of 200 thousand million operations, take 10 s.
 * They stop a network that fills the machine's memory, and one whose loop has no end.
 */
const ONNX_LIMITS: ChildLimits = { memoryBytes: 2 ** 30, memoryPerByte: 4, trialMs: 30_000 };

/**
 * Reads and compiles one model in a process that ends afterwards: the work blocks, and its memory leaves with the process.
 *
 * @throws SlcError `invalid_model`, `unsupported_model` from reading, and where a network takes the process that tries it with it;
 *   `cancelled`; `internal` when the process dies otherwise
 */
export async function compileInChild(
  order: Omit<CompileOrder, 'limits'>,
  signal: AbortSignal | undefined,
  limits: ChildLimits = ONNX_LIMITS,
): Promise<ModelDescription> {
  let triesOnnx = false;
  return await askChild({
    module: new URL('./compile-child.js', import.meta.url),
    order: { ...order, limits } satisfies CompileOrder,
    does: 'reads the model',
    // A small nursery: reading makes much garbage of a few kilobytes, for which V8 would take 48 MB.
    execArgv: ['--max-semi-space-size=1'],
    timeoutMs: COMPILE_TIMEOUT_MS,
    timedOut: () =>
      new SlcError('invalid_model', `expected to read the model within ${COMPILE_TIMEOUT_MS} ms`),
    ended: (end) => (triesOnnx ? refusedByItsEnd(end, limits) : null),
    signal,
    onMessage(message) {
      const { data: reply, error } = compileReply.safeParse(message);
      if (!reply) {
        throw new SlcError('internal', 'the process that reads the model gave no answer', { cause: error });
      }
      if (reply.kind === 'compiled') return reply.description;
      if (reply.kind === 'tries') {
        triesOnnx = true;
        return undefined;
      }
      throw refusalError(reply);
    },
  });
}

/** A network that ends the process that tries it is no network to serve. */
function refusedByItsEnd({ killedBy, lastWords }: ChildEnd, limits: ChildLimits): SlcError | null {
  const refuse = (message: string) =>
    new SlcError('unsupported_model', message, { cause: new Error(lastWords) });
  switch (limitPassed(lastWords)) {
    case 'memory': {
      const mebibytes = Math.round(limits.memoryBytes / 2 ** 20);
      return refuse(
        `expected a network that runs on one picture in ${mebibytes} MiB and ${limits.memoryPerByte} times its size, it takes more memory`,
      );
    }
    case 'time': {
      const seconds = limits.trialMs / 1000;
      return refuse(
        `expected an answer of one picture within ${seconds} s of processor time, it takes longer`,
      );
    }
    case null:
      if (killedBy === null) return null;
      return refuse(`expected a network that onnxruntime runs, its trial ended with ${killedBy}`);
  }
}
