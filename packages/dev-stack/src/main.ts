import {
  createLogger,
  readProcessSettings,
  readSettings,
  runUntilStopped,
  settingsOrExit,
} from '@slc/runtime';
import { startDevStack } from './dev-stack.js';

const { shutdownGraceMs, logLevel } = settingsOrExit(() => readSettings(process.env, readProcessSettings));
const logger = createLogger({ service: 'dev-stack', level: logLevel });

await runUntilStopped({
  logger,
  graceMs: shutdownGraceMs,
  async start() {
    const stack = await startDevStack(process.env);
    process.stdout.write(`http://localhost:${stack.httpPort}\n`);
    return stack;
  },
});
