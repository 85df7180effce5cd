import { Metadata, ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';
import { SlcError } from '@slc/domain';
import { messageTooLarge } from '../codec.js';
import type { OnRefused } from '../method.js';
import { isOurs, toStatus } from '../status.js';

/**
 * Reports the calls that grpc-js or their caller ends before a handler has them, and gives each status that grpc-js makes
 * the reason that our own have. No interceptor sees such a status (`sendStatus` in src/server-interceptors.ts, 1.14.7; no
 * issue asks for it), so the method that sends it is replaced.
 *
 * @param onRefused called for each unary call that ends before its handler; a stream's handler learns it from its call's end
 * @returns `interceptor` must be the first of a call, so that it is given grpc-js's own; `refusalOf` says why grpc-js ended
 * the stream with this metadata (the same object): a message over the receive limit, or undefined when it did not
 */
export function watchUnhandledCalls(maxMessageBytes: number, onRefused: OnRefused) {
  const refusals = new WeakMap<Metadata, SlcError>();
  const interceptor: ServerInterceptor = ({ path, requestStream }, call) => {
    const startedAtMs = performance.now();
    const sendStatus = call.sendStatus.bind(call);
    let metadata = new Metadata();
    let progress: Progress = 'receiving';
    const report = (error: SlcError): void => {
      if (!requestStream && progress !== 'handled') {
        onRefused(error, { path, metadata, durationMs: performance.now() - startedAtMs });
      }
      progress = 'handled';
    };
    call.sendStatus = (sent) => {
      if (isOurs(sent.code, sent.metadata)) {
        progress = 'handled';
        sendStatus(sent);
        return;
      }
      const code = sent.code ?? status.UNKNOWN;
      let error = meaningOf(code, progress, sent.details ?? '');
      // A server of grpc-js makes this status for no other reason: it has no limit on what it sends.
      if (code === status.RESOURCE_EXHAUSTED) {
        error = messageTooLarge(maxMessageBytes);
        refusals.set(metadata, error);
      }
      report(error);
      sendStatus({ ...toStatus(error), code });
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(received, pass) {
            metadata = received;
            pass(received);
          },
          onReceiveMessage(message, pass) {
            if (progress === 'receiving') progress = 'received';
            pass(message);
          },
          // In `pass` grpc-js calls the handler, or finds that there is no message.
          onReceiveHalfClose(pass) {
            if (progress === 'receiving') progress = 'empty';
            pass();
            progress = 'handled';
          },
          // At the end of every call, whatever ended it. An error costs its stack trace.
          onCancel() {
            if (progress !== 'handled') report(brokenOff());
          },
        }),
    });
  };
  return { interceptor, refusalOf: (metadata: Metadata) => refusals.get(metadata) };
}

/** How far a call has come: `empty` has ended without a message; `handled` is its handler's, or reported. */
type Progress = 'receiving' | 'received' | 'empty' | 'handled';

/** What another status that grpc-js makes on a server means. */
function meaningOf(code: status, progress: Progress, details: string): SlcError {
  if (code === status.DEADLINE_EXCEEDED) {
    const late = progress === 'handled' ? 'The answer was not ready' : 'The request had not come';
    return new SlcError('deadline_exceeded', `${late} before its deadline.`);
  }
  if (progress === 'handled') return new SlcError('internal', 'The answer could not be sent.');
  if (progress === 'empty') return brokenOff();
  return new SlcError('invalid_request', `The request could not be read: ${details}`);
}

function brokenOff(): SlcError {
  return new SlcError('cancelled', 'The caller did not send its request to the end.');
}
