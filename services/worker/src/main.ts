import {
  allowHeapGrowth,
  createLogger,
  onReloadSignal,
  runUntilStopped,
  settingsOrExit,
  startTraced,
} from '@slc/runtime';
import { envToWorkerConfig } from './config.js';
import { type RunningWorker, startWorker } from './worker.js';

allowHeapGrowth();

const config = settingsOrExit(() => envToWorkerConfig(process.env));
const logger = createLogger({ service: 'worker', level: config.logLevel });

let worker: RunningWorker | undefined;
// Registered before the start: without a listener the signal would end the process.
onReloadSignal(() => worker?.reload());

await runUntilStopped({
  logger,
  graceMs: config.shutdownGraceMs,
  async start() {
    worker = await startTraced({ service: 'worker', endpoint: config.otlpEndpoint, logger }, () =>
      startWorker(config, { logger }),
    );
    return worker;
  },
});
