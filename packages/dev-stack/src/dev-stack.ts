import { startGateway } from '@slc/gateway';
import { startWorker } from '@slc/worker';
import type { DevStackConfig } from './config.js';
import { addressOf } from './worker-address.js';

/** Worker and gateway in one process, as `npm start` and the whole-product tests run them. */
export interface DevStack {
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly workerMetricsPort: number;
  /** Resolves when the model serves; rejects when it cannot. */
  readonly ready: Promise<void>;
  /** Opens the model again, beside what serves. */
  reload(): void;
  /** Gateway first, so that what it forwarded is still answered. May be called twice. */
  close(): Promise<void>;
}

/** Starts both services. The gateway gets the address at which the worker really listens. */
export async function startDevStack(config: DevStackConfig): Promise<DevStack> {
  const worker = await startWorker(config.worker);
  try {
    const workerAddress = addressOf(config.worker.host, worker.grpcPort);
    const gateway = await startGateway({ ...config.gateway, workerAddress });
    return {
      httpPort: gateway.port,
      grpcPort: worker.grpcPort,
      workerMetricsPort: worker.metricsPort,
      ready: worker.ready,
      reload: worker.reload,
      async close() {
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
