import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { abortError, SlcError, toSlcError } from '@slc/domain';
import { fromClassifyStreamResponse, type StreamOutcome } from './from-message.js';
import type { ClassifyStreamRequest } from './generated/classifier/v1/ClassifyStreamRequest.js';
import type { ClassifyStreamResponse__Output } from './generated/classifier/v1/ClassifyStreamResponse.js';
import { failure } from './unary-call.js';

export interface StreamImage {
  /** Given back with the outcome. */
  readonly id: string;
  readonly image: Uint8Array;
  readonly preview?: boolean;
}

export interface StreamLimits {
  /** Aborts when the caller no longer wants the answers. */
  readonly signal?: AbortSignal | undefined;
  /** How long nothing may come while images are unanswered, before the call counts as broken; a minute unless given. */
  readonly silenceMs?: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

type Call = ClientDuplexStream<ClassifyStreamRequest, ClassifyStreamResponse__Output>;

/**
 * Sends images and gives their outcomes, with flow control both ways: no image is taken before the last one has room
 * on its way, and gRPC takes no answer in before the last one was read.
 */
export async function* streamCall(
  start: () => Call,
  images: AsyncIterable<StreamImage> | Iterable<StreamImage>,
  { signal, silenceMs = 60_000 }: StreamLimits,
): AsyncIterableIterator<StreamOutcome> {
  if (signal?.aborted) throw abortError(signal.reason);
  const call = start();
  let unanswered = 0;
  let fault: unknown;
  const end = (reason: unknown): void => {
    fault ??= reason;
    call.cancel();
  };
  const onAbort = (): void => end(abortError(signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });
  let silence: NodeJS.Timeout | undefined;
  const awaitWorker = (): void => {
    silence = setTimeout(() => {
      if (unanswered === 0) awaitWorker();
      else end(new SlcError('model_not_ready', `The inference worker was silent for ${silenceMs} ms.`));
    }, silenceMs);
  };

  // What ends the call is told to whoever reads; nobody reads after the end.
  call.on('error', () => {});
  send(call, images, () => unanswered++).catch(end);
  awaitWorker();
  try {
    for await (const message of call) {
      // The call yields what its definition says.
      const outcome = fromClassifyStreamResponse(message as ClassifyStreamResponse__Output);
      unanswered--;
      // Whoever reads slowly is not the worker's silence.
      clearTimeout(silence);
      yield outcome;
      awaitWorker();
    }
    if (unanswered > 0 || fault) throw fault ?? endedEarly();
  } catch (error) {
    throw toSlcError(fault ?? (isServiceError(error) ? failure(error, signal) : error));
  } finally {
    clearTimeout(silence);
    signal?.removeEventListener('abort', onAbort);
    call.cancel();
  }
}

async function send(
  call: Call,
  images: AsyncIterable<StreamImage> | Iterable<StreamImage>,
  onSend: () => void,
): Promise<void> {
  for await (const { id, image, preview = false } of images) {
    if (call.destroyed || !call.writable) return;
    onSend();
    if (!call.write({ id, image, options: { preview } })) await writableAgain(call);
  }
  call.end();
}

/** Resolves also when the call has ended: what comes of that is told to whoever reads. */
function writableAgain(call: Call): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      for (const event of ENDINGS) call.off(event, settle);
      resolve();
    };
    for (const event of ENDINGS) call.once(event, settle);
  });
}

const ENDINGS = ['drain', 'close', 'error', 'status'] as const;

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'metadata' in error;
}

function endedEarly(): SlcError {
  return new SlcError('internal', 'The worker ended the stream before it had answered every image.');
}
