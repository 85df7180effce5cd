import { once } from 'node:events';
import type { ServiceError } from '@grpc/grpc-js';
import { abortError, SlcError, throwIfAborted, toSlcError } from '@slc/domain';
import { encodeRequest, type RequestOf } from '../codec.js';
import { type AnyDefinition, asBytes } from '../grpc-js/index.js';
import type { CallSettings, ClientContext } from '../method.js';
import { fromFailedCall } from '../status.js';
import type { StreamMessages } from './method.js';

export interface StreamLimits extends CallSettings {
  /** How long nothing may come while items are unanswered, before the call counts as broken; a minute unless given. */
  readonly silenceMs?: number;
}

/**
 * Sends items and yields what their answers say, with flow control both ways: no item is taken before the last one has
 * room on its way, and gRPC takes no answer in before the last one was read.
 *
 * @throws SlcError when the call as a whole fails, or what `items` throws
 */
export async function* streamCall<D extends AnyDefinition, Item, Outcome>(
  { client, method }: { client: ClientContext; method: StreamMessages<D, Item, Outcome> },
  items: AsyncIterable<Item> | Iterable<Item>,
  { signal, silenceMs = 60_000, headers }: StreamLimits = {},
): AsyncIterableIterator<Outcome> {
  const { definition } = method;
  throwIfAborted(signal);
  const metadata = client.metadata(headers);
  const lease = client.streams.lease();
  const over = new AbortController();
  let wasReset = true;
  let unanswered = 0;
  let fault: unknown;
  // grpc-js ends the call with INTERNAL when this throws.
  const encode = (message: RequestOf<D>): Buffer => {
    try {
      return encodeRequest(definition, message, client.maxMessageBytes);
    } catch (thrown) {
      fault ??= thrown;
      throw thrown;
    }
  };
  const call = lease.client.makeBidiStreamRequest(definition.path, encode, asBytes, metadata);
  const end = (reason: unknown): void => {
    fault ??= reason;
    call.cancel();
  };
  const onAbort = (): void => end(abortError(signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true, signal: over.signal });
  let silence: NodeJS.Timeout | undefined;
  const awaitWorker = (): void => {
    silence = setTimeout(() => {
      if (unanswered === 0) awaitWorker();
      else end(new SlcError('model_not_ready', `The inference worker was silent for ${silenceMs} ms.`));
    }, silenceMs);
  };
  const send = async (): Promise<void> => {
    for await (const item of items) {
      if (over.signal.aborted || call.destroyed || !call.writable) return;
      unanswered++;
      if (call.write(method.toRequest(item))) continue;
      // The reader of the answers gets the call's error.
      await once(call, 'drain', { signal: over.signal }).catch(() => {});
    }
    call.end();
  };

  // What ends the call is thrown to the reader of its answers; after the end there is none.
  call.on('error', () => {});
  send().catch(end);
  awaitWorker();
  try {
    for await (const bytes of call) {
      unanswered--;
      // The time that the reader takes is not the worker's silence.
      clearTimeout(silence);
      yield method.fromResponse(definition.responseDeserialize(bytes));
      awaitWorker();
    }
    if (fault) throw fault;
    if (unanswered > 0) {
      throw new SlcError('internal', 'The worker ended the stream before it had answered every image.');
    }
    wasReset = false;
  } catch (error) {
    throw toSlcError(fault ?? (isServiceError(error) ? fromFailedCall(error, signal) : error));
  } finally {
    clearTimeout(silence);
    over.abort();
    call.cancel();
    lease.release(wasReset);
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'metadata' in error;
}
