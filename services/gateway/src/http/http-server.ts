import { createServer, type RequestListener, type Server } from 'node:http';
import type { Logger } from '@slc/runtime';
import { limitConnections } from './connection-limit.js';
import { closeConnectionsWhileStopping } from './graceful-shutdown.js';
import { answerMalformedRequests } from './malformed-requests.js';
import { limitSendTime } from './send-timeout.js';

export interface HttpServerOptions {
  readonly logger: Logger;
  /** How long a request may take to arrive. A minute unless given: a slower sender only holds a connection. */
  readonly uploadTimeoutMs?: number;
  /** See `limitSendTime`. However slow a client reads, something of an answer moves within seconds. */
  readonly sendTimeoutMs?: number;
  /** A connection with an unread page takes up to 150 kB, with an unread result 300 kB, and an idle one 30 kB. */
  readonly maxConnections?: number;
}

const HEADERS_TIMEOUT_MS = 10_000;
/** By how much Node may exceed both timeouts of a request; its own default is half a minute. */
const TIMEOUT_CHECK_MS = 5_000;
/** Load balancers drop idle connections after a minute. A server that closes first makes some of them fail a request. */
const KEEP_ALIVE_MS = 75_000;

/** An HTTP server with bounds on everything that a client can hold: time to send, time to read, connections. */
export function createHttpServer(
  app: RequestListener,
  { logger, uploadTimeoutMs = 60_000, sendTimeoutMs = 30_000, maxConnections = 4096 }: HttpServerOptions,
): Server {
  const server = createServer(
    {
      requestTimeout: uploadTimeoutMs,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, uploadTimeoutMs),
      connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, uploadTimeoutMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    app,
  );
  answerMalformedRequests(server);
  limitSendTime(server, sendTimeoutMs);
  limitConnections(server, maxConnections, logger);
  closeConnectionsWhileStopping(server);
  // A client that sends `Expect: 100-continue` gets a refusal before it has sent the body: the route decides.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  return server;
}
