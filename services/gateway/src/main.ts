import { allowHeapGrowth, createLogger, runUntilStopped, settingsOrExit, startTraced } from '@slc/runtime';
import { readGatewaySettings } from './config.js';
import { startGateway } from './gateway.js';
import { findGatewayStartProblems } from './start-problems.js';

allowHeapGrowth();

const config = await settingsOrExit(readGatewaySettings(process.env), findGatewayStartProblems);
const logger = createLogger({ service: 'gateway', level: config.logLevel });

await runUntilStopped({
  logger,
  graceMs: config.shutdownGraceMs,
  start: () =>
    startTraced({ service: 'gateway', endpoint: config.otlpEndpoint, logger }, () =>
      startGateway(config, { logger }),
    ),
});
