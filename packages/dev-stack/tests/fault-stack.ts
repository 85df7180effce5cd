import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { expect } from 'vitest';
import { childrenOf, isEngine, procFile } from '../../engine/tests/processes.js';
import { type ServiceProcess, startServiceProcess } from '../dist/index.js';
import { DRAWING } from './running-stack.js';

/** How long each fault lasts. */
export const FAULT_SECONDS = Number(process.env.SLC_FAULT_SECONDS ?? 60);

/** Faults send signals, and find engines, zombies and memory in /proc. */
export const isLinux = process.platform === 'linux';

/** The deadline of a batch follows from the machine's speed; this is for one that does much else. */
export const PATIENTLY = { timeout: 40_000, interval: 50 };

export const FAULT_SETTINGS = { LOG_LEVEL: 'silent', MODEL: 'compact-lite0', MODEL_FALLBACK: 'none' };

/** Both services in processes of their own. */
export interface FaultStack {
  readonly base: string;
  readonly address: string;
  readonly worker: ServiceProcess;
  readonly gateway: ServiceProcess;
  /** Its engines that live, orphans included. */
  engines(): readonly number[];
  /** What it does when nothing is wrong. */
  readonly normal: { readonly answersPerSecond: number; readonly engines: number };
  /** Ends the worker and starts another at the same address. */
  restartWorker(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Nothing of it is left then. */
  close(): Promise<void>;
}

export async function startFaultStack(env: NodeJS.ProcessEnv = {}): Promise<FaultStack> {
  const id = randomUUID();
  const settings = { ...FAULT_SETTINGS, SLC_FAULT_STACK: id, ...env };
  let worker = await startServiceProcess('worker', settings);
  const address = `127.0.0.1:${worker.port}`;
  const gateway = await startServiceProcess('gateway', { ...settings, WORKER_ADDRESS: address });
  const base = `http://127.0.0.1:${gateway.port}`;
  await untilReady(base);
  const processes = () => processesWith(`SLC_FAULT_STACK=${id}`);
  const engines = () => processes().filter(isEngine);
  // The first time warms up.
  await answersPerSecond(base);
  const normal = { answersPerSecond: await answersPerSecond(base), engines: engines().length };
  return {
    base,
    address,
    get worker() {
      return worker;
    },
    gateway,
    engines,
    normal,
    async restartWorker(signal) {
      process.kill(worker.pid, signal);
      await worker.exited;
      worker = await startServiceProcess('worker', { ...settings, GRPC_PORT: String(worker.port) });
    },
    async close() {
      await gateway.close();
      await worker.close();
      expect(processes()).toEqual([]);
    },
  };
}

/** That a fault is over: as much is answered as before in the same time, by as many engines, and there is no zombie. */
export async function expectNormal({ base, worker, engines, normal }: FaultStack): Promise<void> {
  await untilReady(base);
  await expect.poll(() => engines().length, PATIENTLY).toBe(normal.engines);
  expect(zombiesOf(worker)).toEqual([]);
  const least = NORMAL_SHARE * normal.answersPerSecond;
  const deadlineMs = performance.now() + PATIENTLY.timeout;
  let now = await answersPerSecond(base);
  // Once more while it is less: the machine may have more to do than it had before.
  while (now < least && performance.now() < deadlineMs) now = await answersPerSecond(base);
  expect(now).toBeGreaterThan(least);
}

/** Two windows of the same length differ by a third on a busy machine. */
const NORMAL_SHARE = 0.6;

/** Of eight clients. The gateway, which remembers an overload for some seconds, may refuse some requests; nothing else. */
async function answersPerSecond(base: string): Promise<number> {
  const startedAtMs = performance.now();
  const load = keepAsking(base, 8);
  await sleep(500);
  const { [OK]: answered = 0, [BUSY]: _, ...others } = tally(await load.stop());
  expect(others).toEqual({});
  return (answered / (performance.now() - startedAtMs)) * 1_000;
}

/** Engines start at low priority: beside the tests of other files that may take a while. */
export async function untilReady(base: string): Promise<void> {
  let last = 'nothing';
  for (let i = 0; i < 2_000; i++) {
    const answer = await fetch(`${base}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    last = answer ? await answer.text() : 'no answer';
    await sleep(50);
  }
  throw new Error(`the stack did not become ready within 100 s; /readyz says ${last}`);
}

export const OK = '200';
export const NOT_READY = '503 model_not_ready';
export const BUSY = '429 overloaded';
export const TOO_LATE = '504 deadline_exceeded';

/** What one request got: its HTTP status, or what broke its connection. */
export interface Outcome {
  readonly got: number | string;
  readonly code: string | undefined;
  readonly retryAfter: string | undefined;
  /** When it was asked, on `performance.now()`'s clock. */
  readonly askedAtMs: number;
  readonly ms: number;
}

/** One request through the gateway. Never rejects. */
export function ask(
  base: string,
  { image = DRAWING, signal }: { image?: Uint8Array; signal?: AbortSignal } = {},
): Promise<Outcome> {
  const askedAtMs = performance.now();
  return new Promise((resolve) => {
    const settle = (got: number | string, code?: string, retryAfter?: string) =>
      resolve({ got, code, retryAfter, askedAtMs, ms: performance.now() - askedAtMs });
    const headers = { 'content-type': 'image/jpeg', 'content-length': image.length };
    const options = { method: 'POST', headers, ...(signal ? { signal } : {}) };
    const asked = httpRequest(`${base}/api/v1/classify`, options, async (response) => {
      let body = '';
      response.setEncoding('utf8');
      try {
        for await (const text of response) body += text;
      } catch (error) {
        return settle(String(error));
      }
      const { code } = JSON.parse(body) as { code?: string };
      settle(response.statusCode ?? 0, code, response.headers['retry-after']);
    });
    asked.once('error', (error) => settle(error.name === 'AbortError' ? 'aborted' : error.message));
    asked.end(image);
  });
}

/** So many clients that ask again when they have been answered and have paused, until told to stop. */
export function keepAsking(base: string, clients: number, pauseMs = 0) {
  const outcomes: Outcome[] = [];
  let isOver = false;
  const client = async (): Promise<void> => {
    while (!isOver) {
      const outcome = await ask(base);
      outcomes.push(outcome);
      // A refused client waits as long as the refusal says, and one without an answer does not storm.
      if (outcome.got !== 200 || pauseMs > 0) await sleep(Math.max(pauseMs, 100));
    }
  };
  const ended = Promise.all(Array.from({ length: clients }, client));
  return {
    outcomes,
    async stop(): Promise<readonly Outcome[]> {
      isOver = true;
      await ended;
      return outcomes;
    },
  };
}

/** How often each outcome came, such as `{ 200: 40, '503 model_not_ready': 2 }`. */
export function tally(outcomes: readonly Outcome[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { got, code } of outcomes) {
    const name = code === undefined ? String(got) : `${got} ${code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Those with this in their environment, which children inherit and zombies have no more. */
function processesWith(setting: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => procFile(pid, 'environ').split('\0').includes(setting));
}

/** Children that have ended and that no process has waited for. */
function zombiesOf({ pid }: ServiceProcess): readonly number[] {
  return childrenOf(pid).filter((child) => /^State:\s+Z/m.test(procFile(child, 'status')));
}

export function residentBytesOf(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(procFile(pid, 'status')) ?? [];
  return Number(kilobytes) * 1_024;
}

export async function metricOf({ metricsPort }: ServiceProcess, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(name));
  if (line === undefined) throw new SlcError('internal', `no metric ${name}`);
  return Number(line.slice(line.lastIndexOf(' ')));
}
