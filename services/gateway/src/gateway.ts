import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { AROUND_THE_IMAGE_BYTES, createClassifierClient } from '@slc/rpc';
import {
  closeInOrder,
  createLogger,
  isLoopback,
  type Logger,
  listen,
  shareGraceTime,
  startMetricsServer,
} from '@slc/runtime';
import { createApp } from './app.js';
import type { GatewayConfig } from './config.js';
import { limitConnections, MOST_CONNECTIONS } from './http/connection-limit.js';
import { answerBrokenRequests } from './http/malformed-requests.js';
import { ANSWER_STALL_MS, cutStalledAnswers } from './http/send-timeout.js';
import { createMetrics } from './metrics.js';
import { createAssets } from './pages/assets.js';
import { createRender } from './pages/render.js';
import { readSamples } from './pages/samples.js';
import { createUploadBudget } from './uploads/upload-budget.js';

export interface Gateway {
  readonly port: number;
  readonly metricsPort: number;
  /** Answers what is in flight, within the grace time. May be called twice. */
  close(): Promise<void>;
}

/** What tests replace. */
export interface GatewayDependencies {
  readonly logger?: Logger;
  /** How long a request may take to come; a minute unless given. */
  readonly uploadTimeoutMs?: number;
  /** See `cutStalledAnswers`; half a minute unless given. */
  readonly answerStallMs?: number;
  /** See `limitConnections`; 4096 unless given. */
  readonly connections?: number;
}

/** For the answers of those who are given up. */
const LAST_WORDS_MS = 200;
/** Against senders that hold a connection without sending. */
const UPLOAD_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** How late both may come: Node looks every half minute unless told otherwise. */
const TIMEOUT_CHECK_MS = 5_000;

/** Longer than the minute after which balancers give up an idle connection: one that we end is used again by some. */
const KEEP_ALIVE_MS = 75_000;

/** Starts the gateway: it listens, whether the worker is there yet or not. */
export async function startGateway(
  config: GatewayConfig,
  dependencies: GatewayDependencies = {},
): Promise<Gateway> {
  const {
    logger = createLogger({ service: 'gateway', level: config.logLevel }),
    uploadTimeoutMs = UPLOAD_TIMEOUT_MS,
    answerStallMs = ANSWER_STALL_MS,
    connections = MOST_CONNECTIONS,
  } = dependencies;
  const metrics = createMetrics();
  const samples = await readSamples();
  const worker = createClassifierClient({
    address: config.workerAddress,
    maxMessageBytes: config.uploadLimitBytes + AROUND_THE_IMAGE_BYTES,
    tls: config.workerTls,
    authToken: config.authToken,
    retries: true,
  });
  if (config.authToken !== undefined && config.workerTls === undefined && !isLoopback(hostOf(config))) {
    logger.warn('AUTH_TOKEN without WORKER_TLS_CA: whoever can listen on the network can read the token');
  }
  const uploads = createUploadBudget({
    budgetBytes: config.uploadBudgetBytes,
    uploadLimitBytes: config.uploadLimitBytes,
  });
  metrics.watchUploads(() => uploads.heldBytes);
  const assets = createAssets();
  const render = createRender(assets);
  const stopping = new AbortController();
  // Each call under way listens.
  setMaxListeners(0, stopping.signal);
  const app = createApp({
    config,
    worker,
    giveUp: stopping.signal,
    uploads,
    assets,
    render,
    samples,
    metrics,
    logger,
  });
  const server = createServer(
    {
      requestTimeout: uploadTimeoutMs,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, uploadTimeoutMs),
      connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, uploadTimeoutMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    app,
  );
  answerBrokenRequests(server);
  cutStalledAnswers(server, answerStallMs);
  limitConnections(server, connections, logger);
  // Whoever asks before sending a body (`Expect: 100-continue`) hears of a refusal before it is sent.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  leaveWithLastAnswer(server);

  const metricsServer = await startMetricsServer({
    registry: metrics.registry,
    host: config.host,
    port: config.metricsPort,
    logger,
  }).catch((error) => {
    worker.close();
    throw error;
  });
  const port = await listen(server, config.host, config.port).catch(async (error) => {
    worker.close();
    await metricsServer.close();
    throw error;
  });
  logger.info({ port, metricsPort: metricsServer.port, worker: config.workerAddress }, 'gateway listens');

  let closed: Promise<void> | undefined;
  return {
    port,
    metricsPort: metricsServer.port,
    close() {
      const { lastCallsMs, drainMs } = shareGraceTime(config.shutdownGraceMs);
      closed ??= closeInOrder(
        [
          { name: 'connections under way', close: () => takeLastCalls(server, lastCallsMs) },
          { name: 'requests', close: () => drain(server, drainMs, stopping) },
          { name: 'worker', close: () => worker.close() },
          { name: 'metrics', close: () => metricsServer.close() },
        ],
        logger,
      );
      return closed;
    },
  };
}

function hostOf({ workerAddress }: GatewayConfig): string {
  return workerAddress.replace(/:\d+$/, '').replace(/^.*\//, '');
}

/**
 * Goes on for a moment, with each answer the last of its connection: requests that the system has accepted and Node has
 * not would be reset if the server closed under them.
 */
async function takeLastCalls(server: Server, lastCallsMs: number): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  await sleep(lastCallsMs);
}

/** While the server closes, a connection that a client keeps is ended with its answer; nobody waits for its time-out. */
function leaveWithLastAnswer(server: Server): void {
  server.on('request', (_request, response) => {
    response.once('close', () => {
      // A moment later the connection counts as idle.
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
  });
}

/** What is not answered after `drainMs` is told that it will not be, and only then cut. */
async function drain(server: Server, drainMs: number, stopping: AbortController): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
  server.closeIdleConnections();
  const ended = new AbortController();
  const force = async (): Promise<void> => {
    await sleep(drainMs, undefined, { signal: ended.signal });
    const message = 'The service is stopping before it could answer. Please send the image again.';
    stopping.abort(new SlcError('model_not_ready', message));
    await sleep(LAST_WORDS_MS, undefined, { signal: ended.signal });
    server.closeAllConnections();
  };
  // Only `ended` rejects it: then there is nobody left to be cut.
  force().catch(() => {});
  await closed.finally(() => ended.abort());
}
