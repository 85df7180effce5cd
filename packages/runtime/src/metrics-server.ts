import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { listen } from './listen.js';
import type { Logger } from './logger.js';

export interface MetricsServerOptions {
  readonly registry: Registry;
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly logger: Logger;
}

export type MetricsServer = Readonly<Awaited<ReturnType<typeof startMetricsServer>>>;

/**
 * Serves `GET /metrics` for Prometheus and nothing else. It has a port of its own, because these numbers are for
 * operators and not for the public.
 *
 * @throws Error of `node:net` when the port cannot be bound
 */
export async function startMetricsServer({ registry, host, port, logger }: MetricsServerOptions) {
  const server = createServer((request, response) => {
    answer(registry, request, response).catch((err: unknown) => {
      logger.error({ err }, 'metrics could not be collected');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  let closed: Promise<void> | undefined;
  return {
    /** The port that was really bound. */
    port: await listen(server, host, port),
    /** Stops listening and closes every connection. May be called twice. */
    close(): Promise<void> {
      closed ??= close(server);
      return closed;
    },
  };
}

async function answer(registry: Registry, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  if (path !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType }).end(text);
}

/** A scrape takes milliseconds. Connections that remain after a second are cut. */
async function close(server: Server): Promise<void> {
  const force = setTimeout(() => server.closeAllConnections(), 1_000);
  await once(server.close(), 'close');
  clearTimeout(force);
}
