import { startGateway } from '@slc/gateway';
import { startWorker } from '@slc/worker';
import type { DevStackConfig } from './config.js';
import { addressOf } from './worker-address.js';

/** Worker and gateway in one process, as `npm start` and the whole-product tests run them. */
export type DevStack = Awaited<ReturnType<typeof startDevStack>>;

/** Starts both services. The gateway gets the address at which the worker really listens. */
export async function startDevStack(config: DevStackConfig) {
  const worker = await startWorker(config.worker);
  try {
    const workerAddress = addressOf(config.worker.host, worker.grpcPort);
    const gateway = await startGateway({ ...config.gateway, workerAddress });
    return {
      httpPort: gateway.port,
      grpcPort: worker.grpcPort,
      workerMetricsPort: worker.metricsPort,
      /** Resolves when the model serves; rejects when it cannot. */
      ready: worker.ready,
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
