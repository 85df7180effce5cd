import { setFlagsFromString } from 'node:v8';
import { createLogger, runUntilStopped, settingsOrExit, startTraced } from '@slc/runtime';
import { envToGatewayConfig } from './config.js';
import { startGateway } from './gateway.js';

// Uploads are memory outside V8's heap that V8 takes for the heap's growth: two full collections a second at sixty uploads.
// The worker's process has the same flag from @slc/image, which says more of it.
setFlagsFromString('--heap-growing-percent=400');

const config = settingsOrExit(() => envToGatewayConfig(process.env));
const logger = createLogger({ service: 'gateway', level: config.logLevel });

await runUntilStopped({
  logger,
  graceMs: config.shutdownGraceMs,
  start: () =>
    startTraced({ service: 'gateway', endpoint: config.otlpEndpoint, logger }, () =>
      startGateway(config, { logger }),
    ),
});
