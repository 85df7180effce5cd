import { constants } from 'node:http2';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { http2StreamOf } from './server-call.js';

/**
 * Ends a call whose caller reads none of its answers for `timeoutMs`. grpc-js would hold the answers, and the request,
 * for as long as the connection lives: `sendMessage` in src/server-interceptors.ts (1.14.7) waits for HTTP/2 without a
 * time limit, and no issue asks for one. The handler sees the call as cancelled.
 */
export function limitSendTime(call: ServerInterceptingCallInterface, timeoutMs: number): void {
  const stream = http2StreamOf(call);
  if (!stream) return;
  let unread = 0;
  let timer: NodeJS.Timeout | undefined;
  const sendMessage = call.sendMessage.bind(call);
  call.sendMessage = (message, sent) => {
    unread++;
    timer ??= setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), timeoutMs);
    sendMessage(message, () => {
      unread--;
      timer?.refresh();
      if (unread === 0) {
        clearTimeout(timer);
        timer = undefined;
      }
      sent();
    });
  };
  stream.once('close', () => clearTimeout(timer));
}
