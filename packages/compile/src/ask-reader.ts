import { SlcError } from '@slc/domain';
import { type AskChildOptions, askChild, type ChildMessage } from './ask-child.js';
import type { ChildLimits } from './child-limits.js';
import { limitPassed } from './limits-protocol.js';
import { passedLimit } from './passed-limit.js';

/**
 * For an ONNX file, which onnxruntime runs as its author made it; of Keras files only all processor time is limited. Memory: opening
 * takes a network's weights once (README of onnx-file), beside the values of one run. Time: the largest classifiers of
 * pictures, of 200 thousand million operations, take 10 s; reading and compiling 250 MB takes seconds. The limits stop a network that
 * fills the machine's memory, one whose loop has no end, and a file that takes minutes to read.
 */
export const READER_LIMITS: ChildLimits = {
  memoryBytes: 2 ** 30,
  memoryPerByte: 4,
  trialMs: 30_000,
  totalMs: 120_000,
};

/** The limits are of processor time. So long a wait means that the machine gives none, or that its disk hangs. */
const TIMEOUT_MS = 600_000;

export interface AskReaderOptions<Message extends ChildMessage, Reply>
  extends Pick<AskChildOptions<Message, Reply>, 'module' | 'does' | 'signal' | 'messages' | 'onMessage'> {
  /** With the limits that the process sets itself. */
  readonly order: { readonly limits: ChildLimits };
  /** What a signal means that ended the process; null, or left out: a fault of ours. */
  killed?(signal: string, cause: Error): SlcError | null;
}

/** Has a process read a model file that a stranger wrote, as `askChild`. @throws SlcError also where it passes a limit */
export async function askReader<Message extends ChildMessage, Reply>({
  killed,
  ...options
}: AskReaderOptions<Message, Reply>): Promise<Reply> {
  return await askChild({
    ...options,
    // A small nursery: reading makes much garbage of a few kilobytes, for which V8 would take 48 MB.
    execArgv: ['--max-semi-space-size=1'],
    timeoutMs: TIMEOUT_MS,
    timedOut: () =>
      new SlcError(
        'deadline_exceeded',
        `expected to read the model within ${TIMEOUT_MS / 1000} s: other work on this machine leaves it too little time`,
      ),
    ended({ killedBy, lastWords }) {
      const cause = new Error(lastWords);
      const passed = limitPassed(lastWords);
      if (passed) return passedLimit(passed, options.order.limits, cause);
      return (killedBy !== null && killed?.(killedBy, cause)) || null;
    },
  });
}
