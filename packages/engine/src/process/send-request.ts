import { SlcError } from '@slc/domain';
import { startDeadline } from './deadline.js';
import type { HostProcess } from './host-process.js';
import type { HostReply, HostRequest } from './host-protocol.js';

export interface RequestLimits {
  /** An engine that takes longer hangs. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one request and waits for its reply. At the deadline, when the signal aborts, or when the request cannot be sent,
 * the process is killed. The request fails once the process is gone, so that nothing else is sent to it in between.
 *
 * @throws SlcError `model_not_ready` when the process ends; the signal's reason
 */
export async function sendRequest(
  { child, kill, gone }: HostProcess,
  request: HostRequest,
  { timeoutMs, signal }: RequestLimits,
): Promise<HostReply> {
  signal?.throwIfAborted();
  return await new Promise((resolve, reject) => {
    let reason = 'The engine stopped while it worked on this image and is being replaced.';
    const deadline = startDeadline(timeoutMs, () => {
      reason = `The engine did not answer within ${timeoutMs} ms and is being replaced.`;
      kill(`it did not answer within ${timeoutMs} ms`);
    });
    const onAbort = () => kill('its request was given up');
    const onMessage = (message: unknown) => {
      settle();
      // The child is ours and speaks only this protocol.
      resolve(message as HostReply);
    };
    const onGone = () => {
      settle();
      if (signal?.aborted) reject(signal.reason);
      else reject(new SlcError('model_not_ready', `${reason} Please try again in a moment.`));
    };
    const settle = () => {
      deadline.clear();
      signal?.removeEventListener('abort', onAbort);
      child.off('message', onMessage);
      child.off('exit', onGone);
      child.off('error', onGone);
    };
    signal?.addEventListener('abort', onAbort);
    child.once('message', onMessage);
    child.once('exit', onGone);
    child.once('error', onGone);
    child.send(request, (error) => {
      if (!error) return;
      // The channel of a child that died breaks before its `exit` event; if `exit` was earlier, no other event comes.
      child.kill('SIGKILL');
      void gone.then(onGone);
    });
  });
}
