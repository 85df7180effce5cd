import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type LimitsOrder, type LimitsPassed, limitLine } from './limits-protocol.js';

// The main file of the thread that watches its own process: a timer here runs whatever the main thread does.

/** In so long a process writes some tens of megabytes: it may pass its limit by no more. */
const INTERVAL_MS = 10;

// Only `LimitsWatch` starts this file, and it gives exactly this.
const { shared, trialMs, totalMs } = workerData as LimitsOrder;

let work = 0;
let begunMs = 0;

function watch(): void {
  if (process.memoryUsage.rss() / 1024 > Atomics.load(shared, 0)) end('memory');
  const count = Atomics.load(shared, 1);
  const { user, system } = process.cpuUsage();
  const spentMs = (user + system) / 1000;
  if (count !== work) [work, begunMs] = [count, spentMs];
  if (count % 2 === 1 && spentMs - begunMs > trialMs) end('trial-time');
  if (spentMs > totalMs) end('total-time');
}

watch();
setInterval(watch, INTERVAL_MS);
parentPort?.postMessage('watching');

function end(passed: LimitsPassed): void {
  writeSync(2, limitLine(passed));
  process.kill(process.pid, 'SIGKILL');
}
