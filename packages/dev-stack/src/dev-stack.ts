import { startGateway } from '@slc/gateway';
import { createLogger } from '@slc/runtime';
import { startWorker } from '@slc/worker';
import type { DevStackConfig } from './config.js';
import { addressOf } from './worker-address.js';

/** Worker and gateway in one process, as `npm start` and the whole-product tests run them. */
export type DevStack = Awaited<ReturnType<typeof startDevStack>>;

/** Where log lines go; standard output unless given. */
export interface LogDestination {
  write(line: string): void;
}

/** Starts both services. The gateway gets the address at which the worker really listens. */
export async function startDevStack(config: DevStackConfig, destination?: LogDestination) {
  const loggerOf = (service: 'worker' | 'gateway') =>
    createLogger({ service, level: config[service].logLevel, ...(destination && { destination }) });
  const worker = await startWorker(config.worker, { logger: loggerOf('worker') });
  try {
    const workerAddress = addressOf(config.worker.host, worker.grpcPort);
    const gateway = await startGateway({ ...config.gateway, workerAddress }, { logger: loggerOf('gateway') });
    return {
      httpPort: gateway.port,
      grpcPort: worker.grpcPort,
      workerMetricsPort: worker.metricsPort,
      /** Resolves when the model serves; rejects when it cannot. */
      ready: worker.ready,
      /** Which model answers, and the state of the one that was asked for. */
      modelInfo: worker.modelInfo,
      /** Opens the model again, beside the one that serves. */
      reload: worker.reload,
      /** Closes the gateway first, so that requests that it forwarded are still answered. May be called twice. */
      async close(): Promise<void> {
        try {
          await gateway.close();
        } finally {
          await worker.close();
        }
      },
    };
  } catch (error) {
    await worker.close();
    throw error;
  }
}
