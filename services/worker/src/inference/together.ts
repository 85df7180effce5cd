import { setMaxListeners } from 'node:events';
import { linkAbort, type WaitOptions } from '@slc/classifier';
import { isFaultOfImage, SlcError } from '@slc/domain';

interface TogetherOptions {
  /** For how long the answers are of use. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Classifies the pictures of one call. The first is refused when the queue has no room, as a single image is; once it has its
 * place the others wait for theirs, as the images of a stream do, so that a large call needs no empty queue. An error of
 * one ends the others.
 *
 * @returns the answers in the order of the pictures
 * @throws SlcError as `classify`. That of an image begins with its index
 */
export async function classifyTogether<Answer>(
  pictures: readonly Uint8Array[],
  { timeoutMs, signal }: TogetherOptions,
  classify: (picture: Uint8Array, options: WaitOptions) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const deadlineMs = performance.now() + timeoutMs;
  const ending = linkAbort({ signal, timeoutMs, timedOut: outOfTime });
  // Each picture listens.
  setMaxListeners(0, ending.signal);
  const start = async (picture: Uint8Array, index: number, options: WaitOptions): Promise<Answer> => {
    const leftMs = deadlineMs - performance.now();
    try {
      return await classify(picture, { ...options, timeoutMs: leftMs, signal: ending.signal });
    } catch (error) {
      throw naming(index, error);
    }
  };
  try {
    const [first, ...others] = pictures;
    if (!first) return [];
    let onAdmitted = () => {};
    const admitted = new Promise<void>((resolve) => {
      onAdmitted = resolve;
    });
    const begun = start(first, 0, { onAdmitted });
    await Promise.race([begun, admitted]);
    const rest = others.map((picture, index) => start(picture, index + 1, { waitForRoom: true }));
    return await Promise.all([begun, ...rest]);
  } catch (error) {
    ending.abort(new SlcError('cancelled', 'Another image of the call failed.', { cause: error }));
    throw error;
  } finally {
    ending.unlink();
  }
}

function naming(index: number, error: unknown): unknown {
  if (!(error instanceof SlcError) || !isFaultOfImage(error.code)) return error;
  return new SlcError(error.code, `image ${index}: ${error.message}`, { cause: error });
}

function outOfTime(): SlcError {
  return new SlcError('deadline_exceeded', 'The answer was not ready before the time that the request gave.');
}
