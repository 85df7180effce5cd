import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { http2StreamOf } from './own-call.js';

/** Most images come in one go; by default they stop after 64 KiB until the server has told that it goes on. */
const STREAM_WINDOW_BYTES = 512 * 1_024;
/** More than all streams that are not read may hold, so that none of them stops the calls beside it. */
const CONNECTION_WINDOW_BYTES = 16 * 1_024 * 1_024;

/**
 * Lets callers send more before they have to wait for the server's word. Told at the first call of each connection, since
 * grpc-js has no option for it on servers (https://github.com/grpc/grpc-node/pull/3058).
 */
export function widenWindows(): (call: ServerInterceptingCallInterface) => void {
  const widened = new WeakSet<object>();
  return (call) => {
    const session = http2StreamOf(call)?.session;
    if (!session || session.closed || session.destroyed || widened.has(session)) return;
    widened.add(session);
    session.settings({ initialWindowSize: STREAM_WINDOW_BYTES });
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  };
}
