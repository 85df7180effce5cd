import { createLogger, runUntilStopped, settingsOrExit } from '@slc/runtime';
import { envToGatewayConfig } from './config.js';
import { startGateway } from './gateway.js';

const config = settingsOrExit(() => envToGatewayConfig(process.env));
const logger = createLogger({ service: 'gateway', level: config.logLevel });

await runUntilStopped({
  logger,
  graceMs: config.shutdownGraceMs,
  start: () => startGateway(config, { logger }),
});
