import { constants } from 'node:http2';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { http2StreamOf } from './own-call.js';

/**
 * Ends a call whose caller takes none of its answers for so long: until then grpc-js holds them, and the request. The call
 * looks to its handler like one that was cancelled.
 */
export function endUntaken(call: ServerInterceptingCallInterface, timeoutMs: number): void {
  const stream = http2StreamOf(call);
  if (!stream) return;
  let untaken = 0;
  let timer: NodeJS.Timeout | undefined;
  const sendMessage = call.sendMessage.bind(call);
  call.sendMessage = (message, taken) => {
    untaken++;
    timer ??= setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), timeoutMs);
    sendMessage(message, () => {
      untaken--;
      timer?.refresh();
      if (untaken === 0) {
        clearTimeout(timer);
        timer = undefined;
      }
      taken();
    });
  };
  stream.once('close', () => clearTimeout(timer));
}
