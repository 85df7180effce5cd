/** What makes calls over a connection of its own. */
export interface Stub {
  /** Lets no new call begin. */
  close(): void;
}

export interface RenewedStub<S extends Stub> {
  /**
   * The stub of now, for one call. Whoever takes it gives it back when the call has ended.
   *
   * @param wasReset whether that may have ended its stream before both sides were done with it
   */
  take(): { readonly stub: S; giveBack(wasReset: boolean): void };
  /** Ends every connection. May be called twice. */
  close(): void;
}

/**
 * Another stub by and by, so that workers that joined behind the name get calls: gRPC asks what a name stands for only
 * when it connects. Calls that run end on the stub on which they began.
 *
 * Usually the server ends old connections for that (`grpc.max_connection_age_ms`). One of grpc-js must not: its next
 * keepalive ping fails on a connection that is being closed, and it drops the calls that run there. The same is true of the
 * client (https://github.com/grpc/grpc-node/issues/3068), so a stub is closed only when its last call has ended.
 *
 * Another stub also after many resets: a server in Node ends a connection with all of its calls after a thousand in a burst
 * (`streamResetBurst` of https://nodejs.org/api/http2.html#http2createserveroptions-onrequesthandler), so those who leave
 * would take those who stay with them.
 */
export function renewedStub<S extends Stub>(open: () => S, renewAfterMs: number): RenewedStub<S> {
  interface Opened {
    readonly stub: S;
    readonly openedAtMs: number;
    calls: number;
    resets: number;
  }
  const openNow = (): Opened => ({ stub: open(), openedAtMs: performance.now(), calls: 0, resets: 0 });
  const isWorn = ({ openedAtMs, resets }: Opened): boolean =>
    resets >= MOST_RESETS || performance.now() - openedAtMs > renewAfterMs;
  const retired = new Set<Opened>();
  let current = openNow();
  let isClosed = false;

  function renew(): void {
    const old = current;
    current = openNow();
    if (old.calls === 0) old.stub.close();
    else retired.add(old);
  }

  return {
    take() {
      if (!isClosed && isWorn(current)) renew();
      const taken = current;
      taken.calls++;
      return {
        stub: taken.stub,
        giveBack(wasReset) {
          taken.calls--;
          if (wasReset) taken.resets++;
          if (taken.calls === 0 && retired.delete(taken)) taken.stub.close();
        },
      };
    },
    close() {
      isClosed = true;
      for (const { stub } of [current, ...retired]) stub.close();
      retired.clear();
    },
  };
}

/** Calls that run when a stub is renewed may be reset on it too. */
const MOST_RESETS = 500;
