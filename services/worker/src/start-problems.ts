import { findStartProblem } from '@slc/models';
import { addressProblems } from '@slc/runtime';
import type { WorkerConfig } from './config.js';

/** What only the machine shows of these settings, each in one line that names its setting. Nothing stays open. */
export async function findWorkerStartProblems(config: WorkerConfig): Promise<readonly string[]> {
  const { host, grpcPort, metricsPort } = config;
  const hostSetting = 'GRPC_HOST';
  const [model, addresses] = await Promise.all([
    findStartProblem({ ...config, precision: config.classifier.precision }),
    addressProblems([
      { host, hostSetting, port: grpcPort, portSetting: 'GRPC_PORT' },
      { host, hostSetting, port: metricsPort, portSetting: 'WORKER_METRICS_PORT' },
    ]),
  ]);
  return [...(model === null ? [] : [model]), ...addresses];
}
