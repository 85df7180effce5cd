import type { Client } from '@grpc/grpc-js';

/** Half of what Node allows, since calls that run when a client is replaced may be reset on it too. */
const MOST_RESETS = 500;

export type RenewedClient = ReturnType<typeof renewedClient>;

/**
 * Replaces a client after a while, so that workers that joined behind the name get calls: grpc-js resolves a name only
 * when it connects (https://github.com/grpc/grpc-node/issues/2265). Running calls end on the client on which they
 * began.
 *
 * Usually the server ends old connections for that (`grpc.max_connection_age_ms`). With keep-alive it must not: the next
 * ping fails on a connection that is being closed, and grpc-js drops the calls that run there. A client that is closed
 * does the same, so each is closed only when its last call has ended (https://github.com/grpc/grpc-node/issues/3068).
 *
 * A client is also replaced after many resets: a server in Node ends a connection with all of its calls after a thousand
 * in a burst (https://github.com/grpc/grpc-node/issues/2872), so calls that are given up would take others with them.
 */
export function renewedClient(open: () => Client, renewAfterMs: number) {
  const openNow = () => ({ client: open(), openedAtMs: performance.now(), calls: 0, resets: 0 });
  let current = openNow();
  const retired = new Set<typeof current>();
  let isClosed = false;

  function renewIfWorn(): void {
    const { client, openedAtMs, calls, resets } = current;
    if (resets < MOST_RESETS && performance.now() - openedAtMs <= renewAfterMs) return;
    if (calls === 0) client.close();
    else retired.add(current);
    current = openNow();
  }

  return {
    /** Lends the current client for one call. */
    lease() {
      if (!isClosed) renewIfWorn();
      const leased = current;
      leased.calls++;
      return {
        client: leased.client,
        /** Must be called once the call has ended; `wasReset` says whether that may have reset its stream. */
        release(wasReset: boolean): void {
          leased.calls--;
          if (wasReset) leased.resets++;
          if (leased.calls === 0 && retired.delete(leased)) leased.client.close();
        },
      };
    },
    /** Closes every connection. May be called twice. */
    close(): void {
      isClosed = true;
      for (const { client } of [current, ...retired]) client.close();
      retired.clear();
    },
  };
}
