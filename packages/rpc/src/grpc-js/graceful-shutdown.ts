import {
  type Server,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';

export interface GracefulShutdown {
  /** Must be one of the server's interceptors. */
  readonly interceptor: ServerInterceptor;
  /**
   * Waits for the calls that end by themselves, ends the others with UNAVAILABLE, and then closes the connections. What
   * is left after `drainMs` is dropped.
   */
  shutDown(server: Server, drainMs: number): Promise<void>;
}

/**
 * Closes a server without dropping calls. `tryShutdown` of grpc-js has no time limit, waits for streams that never end
 * (https://github.com/grpc/grpc-node/issues/1458), and tells connections to go away while calls run there: a client of
 * grpc-js then drops them at its next keep-alive ping (https://github.com/grpc/grpc-node/issues/3068).
 *
 * @param ends whether the streams of this method end by themselves once the server drains; health's Watch and reflection
 * last as long as their caller likes
 */
export function gracefulShutdown(ends: (path: string) => boolean): GracefulShutdown {
  const finite = new Map<ServerInterceptingCallInterface, Promise<void>>();
  const endless = new Map<ServerInterceptingCallInterface, Promise<void>>();

  async function closeWhenDone(server: Server): Promise<void> {
    await Promise.all(finite.values());
    for (const call of endless.keys()) {
      call.sendStatus({ code: status.UNAVAILABLE, details: 'The worker is stopping.' });
    }
    await new Promise<void>((resolve, reject) => {
      server.tryShutdown((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  return {
    interceptor(method, call) {
      const running = method.responseStream && !ends(method.path) ? endless : finite;
      let hasEnded = (): void => {};
      running.set(call, new Promise((resolve) => (hasEnded = resolve)));
      // grpc-js calls this at the end of every call, whatever ended it.
      const onCancel = (): void => {
        running.delete(call);
        hasEnded();
      };
      return new ServerInterceptingCall(call, { start: (next) => next({ onCancel }) });
    },
    async shutDown(server, drainMs) {
      let force: NodeJS.Timeout | undefined;
      const forced = new Promise<void>((resolve) => {
        force = setTimeout(() => {
          server.forceShutdown();
          resolve();
        }, drainMs);
      });
      try {
        await Promise.race([closeWhenDone(server), forced]);
      } finally {
        clearTimeout(force);
      }
    },
  };
}
