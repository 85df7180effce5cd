import { SlcError } from '@slc/domain';

/** @param taken places of the queue: one for each image, and one for each further pass of an explanation */
export function overloaded(taken: number, retryAfterMs: number): SlcError {
  const message = `The service is busy (places taken in its queue: ${taken}). Please try again.`;
  return new SlcError('overloaded', message, { retryAfterMs });
}

/**
 * @param leastMs how long the answer takes at least
 * @param leftMs how long its caller waits for it
 */
export function tooLate(leastMs: number, leftMs: number): SlcError {
  const least = Math.ceil(leastMs);
  const left = Math.max(0, Math.floor(leftMs));
  const message = `The answer cannot be ready in time: it takes at least ${least} ms, ${left} are left.`;
  return new SlcError('deadline_exceeded', message);
}

export function noEngine(): SlcError {
  return new SlcError('model_not_ready', 'No engine came back in time. Please try again in a moment.');
}

export function stopping(): SlcError {
  return new SlcError('model_not_ready', 'The service is stopping.');
}
