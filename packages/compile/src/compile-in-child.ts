import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SlcError } from '@slc/domain';
import { askChild, type ChildEnd } from './ask-child.js';
import type { ChildLimits } from './child-limits.js';
import { type CompileOrder, compileReply, type ModelDescription, refusalError } from './compile-protocol.js';
import { limitPassed } from './limits-protocol.js';
import { passedLimit } from './passed-limit.js';

/** The limits below are of processor time. So long a wait means that the machine gives none, or that its disk hangs. */
const COMPILE_TIMEOUT_MS = 600_000;

/**
 * For an ONNX file, which onnxruntime runs as its author made it; Keras files have that of all processor time alone. Memory: opening takes up to three times a network's weights (README of
 * onnx-file), beside the values of one run. Time: the largest classifiers of pictures, of 200 thousand million operations, take 10 s.
 * Reading and compiling 250 MB takes seconds, and trying the largest classifiers less than a minute. The limits stop a network that fills
 * the machine's memory, one whose loop has no end, and a file that takes minutes to read.
 */
const LIMITS: ChildLimits = {
  memoryBytes: 2 ** 30,
  memoryPerByte: 4,
  trialMs: 30_000,
  totalMs: 120_000,
};

/**
 * Reads and compiles one model in a process that ends afterwards: the work blocks, and its memory leaves with the process.
 *
 * @throws SlcError `invalid_model`, `unsupported_model` from reading, and where a network takes the process that tries it with it;
 *   `cancelled`; `deadline_exceeded` where the machine gives it no time; `internal` when the process dies otherwise
 */
export async function compileInChild(
  order: Omit<CompileOrder, 'limits' | 'scratchDirectory'>,
  signal: AbortSignal | undefined,
  limits: ChildLimits = LIMITS,
): Promise<ModelDescription> {
  const scratchDirectory = await mkdtemp(join(dirname(order.outputPath), '.trial-'));
  try {
    return await askToCompile({ ...order, scratchDirectory, limits }, signal);
  } finally {
    await rm(scratchDirectory, { force: true, recursive: true, maxRetries: 3 });
  }
}

async function askToCompile(order: CompileOrder, signal: AbortSignal | undefined): Promise<ModelDescription> {
  let triesOnnx = false;
  return await askChild({
    module: new URL('./compile-child.js', import.meta.url),
    order,
    does: 'reads the model',
    // A small nursery: reading makes much garbage of a few kilobytes, for which V8 would take 48 MB.
    execArgv: ['--max-semi-space-size=1'],
    timeoutMs: COMPILE_TIMEOUT_MS,
    timedOut: () =>
      new SlcError(
        'deadline_exceeded',
        `expected to read the model within ${COMPILE_TIMEOUT_MS / 1000} s: other work on this machine leaves it too little time`,
      ),
    ended: (end) => refusedByItsEnd(end, { ...order, triesOnnx }),
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
function refusedByItsEnd(
  { killedBy, lastWords }: ChildEnd,
  { limits, triesOnnx }: Pick<CompileOrder, 'limits'> & { readonly triesOnnx: boolean },
): SlcError | null {
  const cause = new Error(lastWords);
  const passed = limitPassed(lastWords);
  if (passed) return passedLimit(passed, limits, cause);
  if (killedBy === null || !triesOnnx) return null;
  const message = `expected a network that onnxruntime runs, its trial ended with ${killedBy}`;
  return new SlcError('unsupported_model', message, { cause });
}
