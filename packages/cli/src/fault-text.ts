import type { SlcError } from '@slc/domain';
import { readableLines } from './safe-text.js';

/**
 * What ended a command, for a person: a sentence. Where it was thrown is said with `LOG_LEVEL=debug`, and of what nobody expected,
 * below the sentence.
 */
export function faultText({ code, message, cause, stack }: SlcError, env: NodeJS.ProcessEnv): string {
  const isUnexpected = code === 'internal' && !isSystemError(cause);
  // The message of such an error is meant for a service's callers.
  const sentence = code === 'internal' && cause instanceof Error ? cause.message : message;
  const lines = [`slc: ${isUnexpected ? 'a fault of its own: ' : ''}${sentence}`];
  if (env.LOG_LEVEL === 'debug' || env.LOG_LEVEL === 'trace')
    lines.push(...[stack, stackOf(cause)].flatMap((text) => text ?? []));
  else if (isUnexpected) lines.push(stackOf(cause) ?? String(cause));
  return `${readableLines(lines.join('\n'))}\n`;
}

/** A full disk, a folder that may not be read: the machine's doing. */
function isSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'syscall' in cause;
}

function stackOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.stack : undefined;
}
