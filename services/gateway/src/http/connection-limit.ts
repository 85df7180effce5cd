import type { Server } from 'node:http';
import type { Logger } from '@slc/runtime';

const WARN_INTERVAL_MS = 60_000;

/** At the limit a new connection is closed at once, and idle kept-alive connections are closed to make room. */
export function limitConnections(server: Server, maxConnections: number, logger: Logger): void {
  let warnedMs = Number.NEGATIVE_INFINITY;
  server.maxConnections = maxConnections;
  server.on('drop', () => {
    server.closeIdleConnections();
    if (performance.now() - warnedMs < WARN_INTERVAL_MS) return;
    warnedMs = performance.now();
    logger.warn({ maxConnections }, 'too many connections: new ones are closed');
  });
}
