import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';

/** Time in which the requests that are given up get their answer, before their connections are cut. */
const LAST_ANSWERS_MS = 200;

/**
 * Goes on serving for a moment, with each answer the last of its connection: closing the server at once would reset
 * the requests that the system has accepted and Node has not.
 */
export async function acceptLastRequests(server: Server, lastCallsMs: number): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  await sleep(lastCallsMs);
}

/** Takes no more connections and waits for the requests in flight. After `drainMs` it aborts `stopping`, then cuts. */
export async function drainRequests(
  server: Server,
  drainMs: number,
  stopping: AbortController,
): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
  server.closeIdleConnections();
  const drained = new AbortController();
  const force = async (): Promise<void> => {
    await sleep(drainMs, undefined, { signal: drained.signal });
    const message = 'The service is stopping before it could answer. Please send the image again.';
    stopping.abort(new SlcError('model_not_ready', message));
    await sleep(LAST_ANSWERS_MS, undefined, { signal: drained.signal });
    server.closeAllConnections();
  };
  // It rejects only when `drained` aborts: then there is nothing left to cut.
  force().catch(() => {});
  await closed.finally(() => drained.abort());
}

/** While the server closes, a kept-alive connection ends with its answer, so that its idle timeout delays nothing. */
export function closeConnectionsWhileStopping(server: Server): void {
  server.on('request', (_request, response) => {
    response.once('close', () => {
      // The connection counts as idle one turn later.
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
  });
}
