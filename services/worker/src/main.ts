import { createLogger, onReloadSignal, runUntilStopped, settingsOrExit, startTraced } from '@slc/runtime';
import { envToWorkerConfig } from './config.js';
import { startWorker } from './worker.js';

const config = settingsOrExit(() => envToWorkerConfig(process.env));
const logger = createLogger({ service: 'worker', level: config.logLevel });

await runUntilStopped({
  logger,
  graceMs: config.shutdownGraceMs,
  async start() {
    const worker = await startTraced({ service: 'worker', endpoint: config.otlpEndpoint, logger }, () =>
      startWorker(config, { logger }),
    );
    onReloadSignal(process, worker.reload);
    return worker;
  },
});
