import { setMaxListeners } from 'node:events';
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
import { acceptLastRequests, drainRequests } from './http/graceful-shutdown.js';
import { createHttpServer, type HttpServerOptions } from './http/http-server.js';
import { createMetrics } from './metrics.js';
import { readSamples } from './pages/samples.js';
import { createUploadBudget } from './uploads/upload-budget.js';

export type Gateway = Awaited<ReturnType<typeof startGateway>>;

/** What tests replace. */
export type GatewayDependencies = Partial<HttpServerOptions>;

/** Starts the gateway: it listens, whether the worker is there yet or not. */
export async function startGateway(config: GatewayConfig, dependencies: GatewayDependencies = {}) {
  const { logger = createLogger({ service: 'gateway', level: config.logLevel }) } = dependencies;
  warnOfReadableToken(config, logger);
  const metrics = createMetrics();
  const samples = await readSamples();
  const uploads = createUploadBudget(config.uploadBudgetBytes, config.uploadLimitBytes);
  metrics.watchUploads(uploads.heldBytes);
  const client = createClassifierClient({
    address: config.workerAddress,
    maxMessageBytes: config.uploadLimitBytes + AROUND_THE_IMAGE_BYTES,
    tls: config.workerTls,
    authToken: config.authToken,
    retries: true,
  });
  const stopping = new AbortController();
  // Each call to the worker that is in flight listens to it.
  setMaxListeners(0, stopping.signal);
  const app = createApp({ config, client, stopping: stopping.signal, uploads, samples, metrics, logger });
  const server = createHttpServer(app, { ...dependencies, logger });

  const metricsServer = await startMetricsServer({
    registry: metrics.registry,
    host: config.host,
    port: config.metricsPort,
    logger,
  }).catch((error) => {
    client.close();
    throw error;
  });
  const port = await listen(server, config.host, config.port).catch(async (error) => {
    client.close();
    await metricsServer.close();
    throw error;
  });
  logger.info({ port, metricsPort: metricsServer.port, worker: config.workerAddress }, 'gateway listens');

  let closed: Promise<void> | undefined;
  return {
    port,
    metricsPort: metricsServer.port,
    /** Answers the requests in flight, within the grace time. May be called twice. */
    close(): Promise<void> {
      const { lastCallsMs, drainMs } = shareGraceTime(config.shutdownGraceMs);
      closed ??= closeInOrder(
        [
          { name: 'last requests', close: () => acceptLastRequests(server, lastCallsMs) },
          { name: 'requests', close: () => drainRequests(server, drainMs, stopping) },
          { name: 'worker', close: () => client.close() },
          { name: 'metrics', close: () => metricsServer.close() },
        ],
        logger,
      );
      return closed;
    },
  };
}

function warnOfReadableToken({ authToken, workerTls, workerAddress }: GatewayConfig, logger: Logger): void {
  const host = workerAddress.replace(/:\d+$/, '').replace(/^.*\//, '');
  if (authToken === undefined || workerTls !== undefined || isLoopback(host)) return;
  logger.warn('AUTH_TOKEN without WORKER_TLS_CA: anyone who listens on the network can read the token');
}
