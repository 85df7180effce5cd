import {
  allowHeapGrowth,
  createLogger,
  onReloadSignal,
  runUntilStopped,
  settingsOrExit,
  startTraced,
} from '@slc/runtime';
import { findStartProblems, readDevStackSettings } from './config.js';
import { startDevStack } from './dev-stack.js';

allowHeapGrowth();

const config = await settingsOrExit(readDevStackSettings(process.env), findStartProblems);
const { logLevel, shutdownGraceMs, otlpEndpoint } = config.worker;
const logger = createLogger({ service: 'dev-stack', level: logLevel });

await runUntilStopped({
  logger,
  graceMs: shutdownGraceMs,
  async start() {
    const stack = await startTraced({ service: 'dev-stack', endpoint: otlpEndpoint, logger }, () =>
      startDevStack(config),
    );
    // A closing terminal sends the same signal, and should end the stack, as by default.
    if (!process.stdin.isTTY) onReloadSignal(stack.reload);
    process.stdout.write(`http://localhost:${stack.httpPort}\n`);
    return stack;
  },
});
