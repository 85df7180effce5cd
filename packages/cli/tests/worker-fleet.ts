import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createClassifierClient } from '@slc/rpc';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ServiceProcess, startServiceProcess } from '../../dev-stack/dist/index.js';
import { metricOf } from '../../dev-stack/tests/fault-stack.js';
import type { ProgramTerminal } from './run-program.js';

/** What a test of a fleet needs, in a folder of its own. */
export interface FleetFolder {
  /** A small model that Keras wrote, which the workers and the command can open. */
  readonly model: string;
  /** Below the folder, in `archive` and its folders. */
  readonly images: readonly string[];
}

export interface TestFleet extends FleetFolder {
  readonly folder: string;
  /** Where commands write answers. */
  readonly output: string;
  /** Those that run; a test that ends one takes it out. */
  workers: readonly ServiceProcess[];
  /** What `--server` takes. */
  server(): string;
  /** Images that its workers have answered, once two readings agree: what a client gave up may still be under way. */
  answered(): Promise<number>;
}

/** Two workers beside an archive of so many images, for the tests of a file. */
export function fleetForTests(images: number, env: NodeJS.ProcessEnv = {}): TestFleet {
  const folder = mkdtempSync(join(tmpdir(), 'slc-fleet-'));
  const fleet: TestFleet = {
    ...makeArchive(folder, images),
    folder,
    output: join(folder, 'answers.jsonl'),
    workers: [],
    server: () => fleet.workers.map(addressOf).join(','),
    async answered() {
      for (let last = -1; ; await sleep(100)) {
        const counts = await Promise.all(
          fleet.workers.map((worker) => metricOf(worker, 'classifier_requests_total{code="ok"}')),
        );
        const now = counts.reduce((sum, count) => sum + count);
        if (now === last) return now;
        last = now;
      }
    },
  };
  beforeAll(async () => {
    // One after the other: the second finds the compiled model in the cache.
    for (let i = 0; i < 2; i++)
      fleet.workers = [...fleet.workers, await startWorkerProcess(fleet.model, env)];
  });
  afterAll(async () => {
    await Promise.all(fleet.workers.map((worker) => worker.close()));
    rmSync(folder, { recursive: true });
  });
  return fleet;
}

/** Makes an archive of so many images, which are links to four drawings, and one file that is none. */
export function makeArchive(folder: string, images: number): FleetFolder {
  const model = unpackModel('keras3-softmax-8', join(folder, 'own.keras'));
  const names = Array.from({ length: images }, (_, i) => join('archive', `patient-${i % 7}`, `${i}.jpg`));
  for (const [i, name] of names.entries()) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    linkSync(drawing(1 + (i % 4)), join(folder, name));
  }
  const broken = join('archive', 'broken.jpg');
  writeFileSync(join(folder, broken), 'no image');
  return { model, images: [...names, broken] };
}

/** Writes a small model that Keras wrote, by the name of its fixture. @returns the path */
export function unpackModel(fixture: string, path: string): string {
  const packed = new URL(`../../keras-h5/fixtures/${fixture}.keras.gz`, import.meta.url);
  writeFileSync(path, gunzipSync(readFileSync(packed)));
  return path;
}

/** Starts a worker of one engine with one thread, in a process of its own, and waits until it serves. */
export async function startWorkerProcess(
  model: string,
  env: NodeJS.ProcessEnv = {},
): Promise<ServiceProcess> {
  const worker = await startServiceProcess('worker', {
    ...{ LOG_LEVEL: 'silent', MODEL: model, MODEL_FALLBACK: 'none' },
    ...{ ENGINE_PROCESSES: '1', ENGINE_THREADS: '1', ...env },
  });
  const { AUTH_TOKEN: authToken } = env;
  const client = createClassifierClient({ address: addressOf(worker), maxMessageBytes: 1_000, authToken });
  const phase = () => client.getModelInfo({ timeoutMs: 5_000 }).then(({ state }) => state.phase, String);
  for (let i = 0; i < 1_000 && (await phase()) !== 'ready'; i++) await sleep(50);
  client.close();
  return worker;
}

/** That what `--json` wrote of two evaluations is the same, but for the last bits of single precision: see below. */
export function expectSameFigures(got: string, expected: string): void {
  const [a, b] = [apartFromNumbers(got), apartFromNumbers(expected)];
  expect(a.rest).toEqual(b.rest);
  const differences = a.numbers.map((number, i) => Math.abs(number - (b.numbers[i] ?? Number.NaN)));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
}

function apartFromNumbers(json: string): { readonly rest: unknown; readonly numbers: readonly number[] } {
  const numbers: number[] = [];
  const rest = JSON.parse(json, (_, value) => (typeof value === 'number' ? numbers.push(value) && 0 : value));
  return { rest, numbers };
}

/** The whole lines of a file; none where there is no file. */
export function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** Runs a command until its output has so many lines, and then presses Ctrl-C. */
export async function interruptedAt<T>(
  { output, lines }: { readonly output: string; readonly lines: number },
  run: (terminal: Pick<ProgramTerminal, 'onInterrupt'>) => Promise<T>,
): Promise<T> {
  let interrupt = () => {};
  const onInterrupt = (listener: () => void) => {
    interrupt = listener;
    return () => {};
  };
  const watching = setInterval(() => {
    if (linesOf(output).length >= lines) interrupt();
  }, 1);
  try {
    return await run({ onInterrupt });
  } finally {
    clearInterval(watching);
  }
}

export function addressOf({ port }: ServiceProcess): string {
  return `127.0.0.1:${port}`;
}

interface AnswerLine {
  readonly file: string;
  readonly error?: { readonly code: string };
  readonly predictions?: readonly { readonly class: string; readonly logit: number }[];
}

/** Lines of JSON. Throws where one is no whole object. */
export function answersIn(text: string): readonly AnswerLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** That both have one answer to each file, and the same numbers. */
export function expectSameAnswers(got: readonly AnswerLine[], expected: readonly AnswerLine[]): void {
  const names = (answers: readonly AnswerLine[]) => answers.map(({ file }) => file).toSorted();
  expect(names(got)).toEqual(names(expected));
  const numbers = new Map(expected.map((answer) => [answer.file, numbersOf(answer)]));
  for (const answer of got) {
    const { code, logits } = numbers.get(answer.file) ?? {};
    expect(answer.error?.code).toBe(code);
    for (const [i, [name, logit]] of numbersOf(answer).logits.entries()) {
      expect(name).toBe(logits?.[i]?.[0]);
      // Batches of other sizes may differ in the last bits of single precision.
      expect(Math.abs(logit - (logits?.[i]?.[1] ?? Number.NaN))).toBeLessThan(1e-4);
    }
  }
}

function numbersOf({ error, predictions = [] }: AnswerLine) {
  const logits = predictions.map((each): [string, number] => [each.class, each.logit]);
  return { code: error?.code, logits: logits.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

function drawing(number: number): string {
  return fileURLToPath(new URL(`../../../test_images/synthetic/drawn-${number}.jpg`, import.meta.url));
}
