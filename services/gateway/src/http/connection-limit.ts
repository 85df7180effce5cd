import type { Server } from 'node:http';
import type { Logger } from '@slc/runtime';

/** One with an unread page takes up to 150 kB, or 300 with a result, and one that is only kept 30. */
export const MOST_CONNECTIONS = 4096;

/** At the limit a new connection is closed at once, and those that are kept for a next request make room for others. */
export function limitConnections(server: Server, connections: number, logger: Logger): void {
  let toldMs = Number.NEGATIVE_INFINITY;
  server.maxConnections = connections;
  server.on('drop', () => {
    server.closeIdleConnections();
    if (performance.now() - toldMs < TELL_AGAIN_MS) return;
    toldMs = performance.now();
    logger.warn({ connections }, 'too many connections: new ones are closed');
  });
}

const TELL_AGAIN_MS = 60_000;
