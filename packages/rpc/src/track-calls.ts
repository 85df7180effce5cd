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
  /** Resolves when each call that runs now and ends by itself has ended. */
  finiteCallsEnded(): Promise<void>;
  /** Ends every other call, with UNAVAILABLE. */
  endOthers(): void;
}

/**
 * Knows the running calls, apart by kind. Unary calls and those of a service that drains its streams end by themselves
 * and are worth waiting for. Other streams, which are those of health's Watch and of reflection, last as long as their
 * caller likes, so somebody must end them.
 *
 * @param drains whether the stream of this path ends by itself once the server drains
 */
export function trackCalls(drains: (path: string) => boolean): CallTracker {
  const finite = new Map<ServerInterceptingCallInterface, Promise<void>>();
  const streams = new Map<ServerInterceptingCallInterface, Promise<void>>();
  return {
    interceptor(method, call) {
      const running = method.responseStream && !drains(method.path) ? streams : finite;
      let hasEnded = (): void => {};
      running.set(call, new Promise((resolve) => (hasEnded = resolve)));
      // grpc-js calls this at the end of every call, whatever ended it.
      const onCancel = (): void => {
        running.delete(call);
        hasEnded();
      };
      return new ServerInterceptingCall(call, { start: (next) => next({ onCancel }) });
    },
    async finiteCallsEnded() {
      await Promise.all(finite.values());
    },
    endOthers() {
      for (const call of streams.keys()) {
        call.sendStatus({ code: status.UNAVAILABLE, details: 'The worker is stopping.' });
      }
    },
  };
}
