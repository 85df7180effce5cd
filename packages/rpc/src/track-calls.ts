import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';

/** The calls that are running on a server. */
export interface CallTracker {
  /** To be given to the server. */
  readonly interceptor: ServerInterceptor;
  /** Resolves when each unary call that runs now has ended. */
  unaryCallsEnded(): Promise<void>;
  /** Ends every stream, with UNAVAILABLE. */
  endStreams(): void;
}

/**
 * Knows the running calls, apart by kind. Unary calls end by themselves and are worth waiting for. Streams, which are
 * those of health's Watch and of reflection, last as long as their caller likes, so somebody must end them.
 */
export function trackCalls(): CallTracker {
  const unary = new Map<ServerInterceptingCallInterface, Promise<void>>();
  const streams = new Map<ServerInterceptingCallInterface, Promise<void>>();
  return {
    interceptor(method, call) {
      const running = method.responseStream ? streams : unary;
      let hasEnded = (): void => {};
      running.set(call, new Promise((resolve) => (hasEnded = resolve)));
      // grpc-js calls this at the end of every call, whatever ended it.
      const onCancel = (): void => {
        running.delete(call);
        hasEnded();
      };
      return new ServerInterceptingCall(call, { start: (next) => next({ onCancel }) });
    },
    async unaryCallsEnded() {
      await Promise.all(unary.values());
    },
    endStreams() {
      for (const call of streams.keys()) {
        call.sendStatus({ code: status.UNAVAILABLE, details: 'The worker is stopping.' });
      }
    },
  };
}
