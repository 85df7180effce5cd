import { promisify } from 'node:util';
import {
  type Server,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';

/**
 * Closes a server without dropping calls. `tryShutdown` of grpc-js has no time limit, waits for streams that never end
 * (https://github.com/grpc/grpc-node/issues/1458), and tells connections to go away while calls run there: a client of
 * grpc-js then drops them at its next keep-alive ping (https://github.com/grpc/grpc-node/issues/3068).
 *
 * @param ends whether the streams of this method end by themselves once the server drains; health's Watch and reflection
 * last as long as their caller likes
 * @returns `interceptor` must be one of the server's
 */
export function gracefulShutdown(ends: (path: string) => boolean) {
  const finite = new Map<ServerInterceptingCallInterface, Promise<void>>();
  const endless: typeof finite = new Map();

  const interceptor: ServerInterceptor = (method, call) => {
    const running = method.responseStream && !ends(method.path) ? endless : finite;
    let hasEnded = (): void => {};
    running.set(call, new Promise((resolve) => (hasEnded = resolve)));
    // grpc-js calls this at the end of every call, whatever ended it.
    const onCancel = (): void => {
      running.delete(call);
      hasEnded();
    };
    return new ServerInterceptingCall(call, { start: (next) => next({ onCancel }) });
  };

  async function closeWhenDone(server: Server): Promise<void> {
    await Promise.all(finite.values());
    for (const call of endless.keys()) {
      call.sendStatus({ code: status.UNAVAILABLE, details: 'The worker is stopping.' });
    }
    await promisify(server.tryShutdown.bind(server))();
  }

  /**
   * Waits for the calls that end by themselves, ends the others with UNAVAILABLE, and then closes the connections. What
   * is left after `drainMs` is dropped.
   */
  async function shutDown(server: Server, drainMs: number): Promise<void> {
    let force: NodeJS.Timeout | undefined;
    const dropped = new Promise<void>((resolve) => {
      force = setTimeout(() => {
        server.forceShutdown();
        resolve();
      }, drainMs);
    });
    await Promise.race([closeWhenDone(server), dropped]).finally(() => clearTimeout(force));
  }

  return { interceptor, shutDown };
}
