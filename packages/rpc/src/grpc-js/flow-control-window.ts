import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { http2StreamOf } from './server-call.js';

/** Most images fit into it; HTTP/2's default stops a sender every 64 KiB until the server has answered. */
const STREAM_WINDOW_BYTES = 512 * 1_024;
/** More than all streams that are not read may hold, so that none of them stops the calls beside it. */
const CONNECTION_WINDOW_BYTES = 16 * 1_024 * 1_024;

/**
 * Widens the HTTP/2 receive windows of each connection at its first call. grpc-js has the option
 * `grpc-node.flow_control_window` for clients only: https://github.com/grpc/grpc-node/pull/3058
 */
export function widenFlowControlWindows(): (call: ServerInterceptingCallInterface) => void {
  const widened = new WeakSet<object>();
  return (call) => {
    const session = http2StreamOf(call)?.session;
    if (!session || session.closed || session.destroyed || widened.has(session)) return;
    widened.add(session);
    session.settings({ initialWindowSize: STREAM_WINDOW_BYTES });
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  };
}
