import { createLogger, runUntilStopped, settingsOrExit } from '@slc/runtime';
import { envToWorkerConfig } from './config.js';
import { startWorker } from './worker.js';

const config = settingsOrExit(() => envToWorkerConfig(process.env));
const logger = createLogger({ service: 'worker', level: config.logLevel });

await runUntilStopped({
  logger,
  graceMs: config.shutdownGraceMs,
  start: () => startWorker(config, { logger }),
});
