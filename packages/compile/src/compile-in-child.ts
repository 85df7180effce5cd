import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SlcError } from '@slc/domain';
import { askReader, READER_LIMITS } from './ask-reader.js';
import type { ChildLimits } from './child-limits.js';
import { type CompileOrder, compileReply, type ModelDescription } from './compile-protocol.js';

/**
 * Reads and compiles one model in a process that ends afterwards: the work blocks, and its memory leaves with the process.
 *
 * @throws SlcError `invalid_model`, `unsupported_model` from reading, and where a network takes the process that tries it with it;
 *   `cancelled`; `deadline_exceeded` where the machine gives it no time; `internal` when the process dies otherwise
 */
export async function compileInChild(
  order: Omit<CompileOrder, 'limits' | 'scratchDirectory'>,
  signal: AbortSignal | undefined,
  limits: ChildLimits = READER_LIMITS,
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
  return await askReader({
    module: new URL('./children/compile-child.js', import.meta.url),
    order,
    does: 'reads the model',
    killed: (killedBy, cause) => (triesOnnx ? endedInTrial(killedBy, cause) : null),
    signal,
    messages: compileReply,
    onMessage(message) {
      if (message.kind === 'compiled') return message.description;
      triesOnnx = true;
      return undefined;
    },
  });
}

/** A network that ends the process that tries it is no network to serve. */
function endedInTrial(killedBy: string, cause: Error): SlcError {
  const message = `expected a network that onnxruntime runs, its trial ended with ${killedBy}`;
  return new SlcError('unsupported_model', message, { cause });
}
