import type { EngineChoice } from '@slc/classifier';
import type { Precision } from '@slc/domain';
import { COMPACT_MODEL_ID } from '@slc/models/light';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { addBareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { MODEL_HELP } from '../model-option.js';
import { precisionOption } from '../precision-option.js';
import { readServer } from '../server/server-option.js';
import type { Terminal } from '../terminal.js';
import type { BenchModelOptions } from './bench-model.js';

const TARGETS = ['engine', 'bare', 'worker', 'gateway'] as const;

export type BenchTarget = (typeof TARGETS)[number];

export interface BenchOptions extends BenchModelOptions {
  readonly engine: EngineChoice;
  readonly precision: Precision;
  readonly image?: readonly string[];
  readonly clients: readonly number[];
  readonly rate?: readonly number[];
  readonly overload?: readonly number[];
  readonly seconds: number;
  readonly warmUp: number;
  readonly timeout: number;
  readonly batch: readonly number[];
  readonly processes?: number;
  readonly threads?: number;
  readonly assessment: boolean;
  readonly address?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Of the setting `BATCH_MAX_SIZE`. */
const MOST_IN_BATCH = 64;

const HELP = `
Examples:
  slc bench
  slc bench engine bare --model my-model/manifest.json --batch 8
  slc bench worker --clients 1,16 --seconds 30 --json
  slc bench gateway --url http://localhost:8000 --rate 20,40 --image lesion.jpg`;

export function addBench(program: Command, terminal: Terminal): void {
  const command = program
    .command('bench')
    .description('measure throughput (images per second) and latencies on this machine')
    .addArgument(
      new Argument(
        '[target...]',
        'engine: the network alone · bare: decoding and the network, without a server · worker: over gRPC · gateway: over HTTP',
      )
        .choices(TARGETS)
        .default(TARGETS),
    )
    .option('--model <model>', MODEL_HELP, COMPACT_MODEL_ID);
  addBareFileOptions(command)
    .addOption(engineOption())
    .addOption(precisionOption())
    .option('--image <file...>', 'images to send in turn (default: the four drawn samples)')
    .option(
      '--clients <n,...>',
      'closed loop: number of clients that wait for each answer',
      counts,
      [1, 4, 16],
    )
    .option(
      '--rate <n,...>',
      'open loop: requests per second, sent without waiting; replaces --clients',
      numbers,
    )
    .option(
      '--overload <n,...>',
      'send n times what a service can answer, and show what it still answers',
      numbers,
    )
    .option('--seconds <n>', 'seconds for which each load is measured', numberAboveZero, 10)
    .option('--warm-up <n>', 'seconds of load before measuring starts', numberFromZero, 2)
    .option('--timeout <n>', 'time limit of one request, in seconds', numberAboveZero, 10)
    .option('--batch <n,...>', 'batch sizes for engine and bare, 1 to 64', batchSizes, [1, 8])
    .option('--processes <n>', 'engine processes (default: as in the worker)', count)
    .option('--threads <n>', 'threads of each engine process (default: as in the worker)', count)
    .option(
      '--no-assessment',
      'without measuring the picture’s quality and its outlier score, in the bare loop and in services that are started here',
    )
    .addOption(
      new Option(
        '--address <host:port>',
        'use this running worker; AUTH_TOKEN and WORKER_TLS_… are as for the gateway',
      ).argParser((text) => readServer(text).address),
    )
    .option('--url <url>', 'use this running gateway', httpAddress)
    .option('--json', 'write one JSON object')
    .addHelpText('after', HELP)
    .action(async (targets: readonly BenchTarget[], options: BenchOptions) => {
      const { benchTargets } = await import('./bench-targets.js');
      await benchTargets(targets, options, terminal);
    });
}

function numberFromZero(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError(`expected a number of 0 or more, got ${text}`);
  }
  return value;
}

function numberAboveZero(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError(`expected a number above 0, got ${text}`);
  }
  return value;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InvalidArgumentError(`expected a whole number above 0, got ${text}`);
  }
  return value;
}

function counts(text: string): readonly number[] {
  return text.split(',').map(count);
}

function batchSizes(text: string): readonly number[] {
  const sizes = counts(text);
  if (sizes.some((size) => size > MOST_IN_BATCH)) {
    throw new InvalidArgumentError(`expected at most ${MOST_IN_BATCH}, as of a worker, got ${text}`);
  }
  return sizes;
}

function httpAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError(`expected an http or https address, got ${text}`);
}

function numbers(text: string): readonly number[] {
  return text.split(',').map(numberAboveZero);
}
