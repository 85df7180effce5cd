import { type ClassifiedImage, ERROR_CODES, SlcError, toSlcError } from '@slc/domain';
import type { ClassifyStreamResponse__Output } from '../generated/classifier/v1/ClassifyStreamResponse.js';
import { CLASSIFIER } from '../service-definition.js';
import { type StreamHandler, streamMethod } from '../stream/method.js';
import { fromClassifyResponse, type ImageRequest, toClassifyResponse } from './classify.js';
import { fromOptionsMessage, toOptionsMessage } from './classify-options.js';
import { part, word } from './message-fields.js';

export interface StreamImage extends ImageRequest {
  /** Given back with the outcome. */
  readonly id: string;
}

/** What became of one image of a stream: it was classified, or why not. */
export type StreamOutcome =
  | { readonly id: string; readonly classified: ClassifiedImage; readonly error?: never }
  | { readonly id: string; readonly classified?: never; readonly error: SlcError };

/** Each stream holds one image that waits for room, beside those that have room. */
const MAX_STREAMS = 16;
const MAX_ID_LENGTH = 1_024;

/**
 * Classifies any number of images over one call. The client takes images as the worker takes them, and yields outcomes as
 * they are ready; when they are not read, nothing goes on. Ending the reading ends the call.
 */
export const classifyStream = streamMethod({
  definition: CLASSIFIER.ClassifyStream,
  limit: { calls: MAX_STREAMS, shed: tooManyStreams },
  toRequest: ({ id, image, ...wishes }: StreamImage) => ({ id, image, options: toOptionsMessage(wishes) }),
  answerWith:
    (handle: StreamHandler<ImageRequest, ClassifiedImage>, report) =>
    async ({ id, image, options }, call, admitted) => {
      const startedAtMs = performance.now();
      try {
        assertId(id);
        const answer = await handle({ image, ...fromOptionsMessage(options) }, call, admitted);
        return { id, answer: toClassifyResponse(answer) };
      } catch (thrown) {
        const error = toSlcError(thrown);
        // A caller that left is not answered, and is reported once, at the stream's own end.
        if (call.signal.aborted) throw error;
        const durationMs = performance.now() - startedAtMs;
        report(error, { requestBytes: image.length, durationMs, header: call.header });
        // Cause and retry advice stay here: an image of a stream is never refused for overload.
        return { id: id.slice(0, MAX_ID_LENGTH), error: { code: error.code, message: error.message } };
      }
    },
  fromResponse: ({ id, answer, error }: ClassifyStreamResponse__Output): StreamOutcome => {
    if (answer) return { id, classified: fromClassifyResponse(answer) };
    const { code, message } = part(error ?? null, 'outcome');
    return { id, error: new SlcError(word(code, ERROR_CODES, 'error.code'), message) };
  },
});

function assertId({ length }: string): void {
  if (length <= MAX_ID_LENGTH) return;
  throw new SlcError('invalid_request', `id: expected at most ${MAX_ID_LENGTH} characters, got ${length}`);
}

function tooManyStreams(): SlcError {
  const message = `The service is busy: ${MAX_STREAMS} streams are open already. Please try again.`;
  return new SlcError('overloaded', message, { retryAfterMs: 1_000 });
}
