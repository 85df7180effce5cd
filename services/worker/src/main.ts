import {
  allowHeapGrowth,
  createLogger,
  onReloadSignal,
  runUntilStopped,
  settingsOrExit,
  startTraced,
} from '@slc/runtime';
import { readWorkerSettings } from './config.js';
import { findWorkerStartProblems } from './start-problems.js';
import { type RunningWorker, startWorker } from './worker.js';

allowHeapGrowth();

let worker: RunningWorker | undefined;
// Registered before anything else: without a listener the signal would end the process.
onReloadSignal(() => worker?.reload());

const { classifier, ...settings } = await settingsOrExit(
  readWorkerSettings(process.env),
  findWorkerStartProblems,
);
// An argument of benchmarks, and no setting: what a worker answers so is for nobody to read.
const assessment = !process.argv.includes('--no-assessment');
const config = { ...settings, classifier: { ...classifier, assessment } };
const logger = createLogger({ service: 'worker', level: config.logLevel });

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
