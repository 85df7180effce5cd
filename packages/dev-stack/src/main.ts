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
import { startBlock } from './start-block.js';
import { terminalLog } from './terminal-log.js';

allowHeapGrowth();

const config = await settingsOrExit(readDevStackSettings(process.env), findStartProblems);
const { logLevel, shutdownGraceMs, otlpEndpoint } = config.worker;
// A person reads short lines, a program JSON.
const { stdout } = process;
const destination = stdout.isTTY
  ? terminalLog(
      { hasColour: stdout.hasColors(), write: (text) => stdout.write(text) },
      logLevel === 'debug' || logLevel === 'trace',
    )
  : undefined;
const logger = createLogger({ service: 'dev-stack', level: logLevel, ...(destination && { destination }) });

await runUntilStopped({
  logger,
  graceMs: shutdownGraceMs,
  async start() {
    const stack = await startTraced({ service: 'dev-stack', endpoint: otlpEndpoint, logger }, () =>
      startDevStack(config, destination),
    );
    // A closing terminal sends the same signal, and should end the stack, as by default.
    if (!process.stdin.isTTY) onReloadSignal(stack.reload);
    const address = `http://localhost:${stack.httpPort}`;
    stdout.write(
      stdout.isTTY
        ? startBlock({ address, modelName: config.worker.model, info: stack.modelInfo() })
        : `${address}\n`,
    );
    return stack;
  },
});
