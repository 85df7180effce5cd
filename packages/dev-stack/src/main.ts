import {
  allowHeapGrowth,
  createLogger,
  onReloadSignal,
  runUntilStopped,
  settingsOrExit,
  startTraced,
} from '@slc/runtime';
import { findStartProblems, readDevStackSettings } from './config.js';
import { type DevStack, startDevStack } from './dev-stack.js';
import { readyBlock, startBlock } from './start-block.js';
import { terminalLog } from './terminal-log.js';

allowHeapGrowth();

const config = await settingsOrExit(readDevStackSettings(process.env), findStartProblems);
const { logLevel, shutdownGraceMs, otlpEndpoint } = config.worker;
// A person reads short lines, a program JSON.
const { stdout } = process;
const destination = stdout.isTTY
  ? terminalLog({
      hasColour: stdout.hasColors(),
      showsStacks: logLevel === 'debug' || logLevel === 'trace',
      write: (text) => stdout.write(text),
    })
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
    if (!stdout.isTTY) stdout.write(`${address}\n`);
    else showState(stack, address);
    return stack;
  },
});

/** To a person at the terminal: now, and once more when the model serves. */
function showState(stack: DevStack, address: string): void {
  const parts = () => ({ address, modelName: config.worker.model, info: stack.modelInfo() });
  const shown = parts();
  stdout.write(startBlock(shown));
  if (shown.info.state.phase === 'ready') return;
  stack.ready.then(
    () => stdout.write(readyBlock(parts())),
    // The log says why there is no model.
    () => {},
  );
}
