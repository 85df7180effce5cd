import type { EventEmitter } from 'node:events';
import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { SlcError } from '@slc/domain';
import type { ServerContext } from '../method.js';

/** What a handler knows of the call that it answers. */
export interface IncomingCall {
  /** Aborts when the caller goes away, and at the caller's deadline, with an `SlcError` as its reason. */
  readonly signal: AbortSignal;
  /** What is left until the caller's deadline, in milliseconds; Infinity when it has none. */
  readonly timeoutMs: number;
  /** What the caller sent beside the message, such as `traceparent`. */
  header(name: string): string | undefined;
}

type ServerCall = EventEmitter &
  Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'metadata' | 'getDeadline'>;

/**
 * The call as its handler sees it. grpc-js emits "cancelled" after every call, answered ones included
 * (https://github.com/grpc/grpc-node/issues/2771), so a handler's adapter must stop listening before it answers.
 */
export function incomingCall(
  call: ServerCall,
  refusalOf: ServerContext['refusalOf'],
): IncomingCall & { stopListening(): void } {
  const controller = new AbortController();
  const end = (): void => controller.abort(refusalOf(call.metadata) ?? endedEarly(call));
  call.once('cancelled', end);
  if (call.cancelled) end();
  return {
    signal: controller.signal,
    get timeoutMs() {
      return Number(call.getDeadline()) - Date.now();
    },
    header: (name) => headerOf(call.metadata, name),
    stopListening: () => call.off('cancelled', end),
  };
}

export function headerOf(metadata: Metadata, name: string): string | undefined {
  return metadata.get(name)[0]?.toString();
}

function endedEarly(call: ServerCall): SlcError {
  // The caller's clock started first: its own cancellation at the deadline may arrive before ours has passed.
  const aheadMs = 50;
  if (Number(call.getDeadline()) - aheadMs > Date.now()) {
    return new SlcError('cancelled', 'The caller cancelled the request.');
  }
  return new SlcError('deadline_exceeded', 'The answer was not ready before the deadline.');
}
