import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import { type ServiceProcess, startServiceProcess } from '../dist/index.js';
import { DRAWING } from './running-stack.js';

/** How long each fault lasts; `npm run test:faults` sets a minute. */
export const FAULT_SECONDS = Number(process.env.SLC_FAULT_SECONDS ?? 4);

/** Both services in processes of their own. */
export interface FaultStack {
  readonly base: string;
  readonly address: string;
  readonly worker: ServiceProcess;
  readonly gateway: ServiceProcess;
  /** Ends the worker and starts another at the same address. */
  restartWorker(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultStack(env: NodeJS.ProcessEnv = {}): Promise<FaultStack> {
  const settings = { LOG_LEVEL: 'silent', MODEL: 'compact-lite0', MODEL_FALLBACK: 'none', ...env };
  let worker = await startServiceProcess('worker', settings);
  const address = `127.0.0.1:${worker.port}`;
  const gateway = await startServiceProcess('gateway', { ...settings, WORKER_ADDRESS: address });
  const base = `http://127.0.0.1:${gateway.port}`;
  await untilReady(base);
  return {
    base,
    address,
    get worker() {
      return worker;
    },
    gateway,
    async restartWorker(signal) {
      process.kill(worker.pid, signal);
      await worker.exited;
      worker = await startServiceProcess('worker', { ...settings, GRPC_PORT: String(worker.port) });
    },
    async close() {
      await gateway.close();
      await worker.close();
    },
  };
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

/** So many clients that ask again whenever they are answered, until told to stop. */
export function keepAsking(base: string, clients: number) {
  const outcomes: Outcome[] = [];
  let isOver = false;
  const client = async (): Promise<void> => {
    while (!isOver) {
      const outcome = await ask(base);
      outcomes.push(outcome);
      // A refused client comes again as it was told to, and one that nobody answered does not storm.
      if (outcome.got !== 200) await sleep(100);
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

/** Process ids of a worker's engines. */
export function enginesOf(worker: ServiceProcess): readonly number[] {
  return childrenOf(worker.pid).filter((pid) => commandLine(pid).includes('engine-host'));
}

/** Children that have ended and that nobody has taken note of. */
export function zombiesOf({ pid }: ServiceProcess): readonly number[] {
  return childrenOf(pid).filter((child) => /^State:\s+Z/m.test(statusOf(child)));
}

export function childrenOf(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  return readdirSync(tasks).flatMap((task) =>
    readFileSync(`${tasks}/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

function commandLine(pid: number): string {
  const path = `/proc/${pid}/cmdline`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function statusOf(pid: number): string {
  const path = `/proc/${pid}/status`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

export function residentBytesOf(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(statusOf(pid)) ?? [];
  return Number(kilobytes) * 1_024;
}

export async function metricOf({ metricsPort }: ServiceProcess, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(name));
  if (line === undefined) throw new SlcError('internal', `no metric ${name}`);
  return Number(line.slice(line.lastIndexOf(' ')));
}
