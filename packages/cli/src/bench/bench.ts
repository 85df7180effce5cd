import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPACT_MODEL_ID, type EngineChoice, isInt8AsMeasured, runBareLoop } from '@slc/classifier';
import { type Precision, SlcError, toSlcError } from '@slc/domain';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { addBareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { interruptible } from '../interruptible.js';
import { warnOfOtherNetwork } from '../measured-text.js';
import { MODEL_HELP } from '../model-option.js';
import { readOwnImage } from '../own-images.js';
import { precisionOption } from '../precision-option.js';
import { readServer } from '../server/server-option.js';
import { readWorkerAccess } from '../server/worker-access.js';
import type { Terminal } from '../terminal.js';
import { workerSettings } from '../worker-settings.js';
import { type BenchModel, type BenchModelOptions, benchModel } from './bench-model.js';
import { asTable, type Measurement } from './report.js';

const TARGETS = ['engine', 'bare', 'worker', 'gateway'] as const;

interface Options extends BenchModelOptions {
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

const DRAWINGS = [1, 2, 3, 4].map((i) =>
  fileURLToPath(new URL(`../../../../test_images/synthetic/drawn-${i}.jpg`, import.meta.url)),
);

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
    .action(async (targets: (typeof TARGETS)[number][], options: Options) => {
      const images = await Promise.all((options.image ?? DRAWINGS).map((file) => readImage(file, terminal)));
      const measurements: Measurement[] = [];
      const model = await benchModel(options, terminal);
      try {
        await interruptible(terminal, async (signal) => {
          if (options.precision === 'int8' && targets.some((target) => isOpenedHere(target, options))) {
            warnOfOtherNetwork(
              await isInt8AsMeasured(await model.resolve(), signal),
              options.model,
              terminal,
            );
          }
          for (const target of targets) {
            terminal.complain(`bench: ${target}\n`);
            measurements.push(...(await measure(target, { images, options, model, terminal, signal })));
          }
        });
      } finally {
        await model.close();
      }
      terminal.write(`${options.json ? JSON.stringify({ measurements }) : asTable(measurements)}\n`);
    });
}

/** A service that runs already has a model of its own. */
function isOpenedHere(target: (typeof TARGETS)[number], { address, url }: Options): boolean {
  return !(target === 'worker' && address) && !(target === 'gateway' && url);
}

async function readImage(file: string, { directory }: Terminal): Promise<Uint8Array> {
  return await readOwnImage(resolve(directory, file)).catch((error: unknown) => {
    const { code, message, cause } = toSlcError(error);
    throw new SlcError(code, `--image ${file}: ${message}`, { cause });
  });
}

interface Bench {
  readonly images: readonly Uint8Array[];
  readonly options: Options;
  readonly model: BenchModel;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function measure(target: (typeof TARGETS)[number], bench: Bench): Promise<readonly Measurement[]> {
  if (target === 'engine' || target === 'bare') return await measureBare(target, bench);
  const { images, options, model, terminal, signal } = bench;
  const env = serviceSettings(options, model);
  const workerArgs = options.assessment ? [] : ['--no-assessment'];
  const access = readWorkerAccess(terminal.env ?? process.env);
  const timeoutMs = options.timeout * 1_000;
  const targetOptions = { images, timeoutMs, env, workerArgs, access, signal };
  // The services are loaded only here: see `workerSettings`.
  const [{ gatewayTarget, workerTarget }, { measureService }] = await Promise.all([
    import('./targets.js'),
    import('./measure-service.js'),
  ]);
  const service =
    target === 'worker'
      ? await workerTarget(options.address, targetOptions)
      : await gatewayTarget(options.url, targetOptions);
  return await measureService(target, service, { ...options, signal });
}

async function measureBare(
  target: 'engine' | 'bare',
  { images, options, model, terminal, signal }: Bench,
): Promise<readonly Measurement[]> {
  const resolved = await model.resolve();
  const { engineProcesses, engineThreads: threads } = (
    await workerSettings({ ...(terminal.env ?? process.env), ...serviceSettings(options, model) })
  ).classifier;
  const measurements: Measurement[] = [];
  for (const batchSize of options.batch) {
    const result = await runBareLoop(resolved, {
      engine: options.engine,
      precision: options.precision,
      processes: engineProcesses,
      threads,
      batchSize,
      decodes: target === 'bare',
      assessment: target === 'bare' && options.assessment,
      images,
      signal,
      warmUpMs: options.warmUp * 1_000,
      durationMs: options.seconds * 1_000,
      onGivenUp: (name, { message }) => terminal.complain(`bench: ${name} was given up: ${message}\n`),
    });
    measurements.push({
      target,
      engine: result.engine,
      precision: options.precision,
      load: `${result.processes} x ${threads} threads, batch ${batchSize}`,
      imagesPerSecond: (result.images * 1_000) / result.elapsedMs,
      ofCapacity: null,
      result: null,
      batchMs: result.batchMs.reduce((sum, ms) => sum + ms, 0) / result.batchMs.length,
      cores: { target: result.cpuMs / result.elapsedMs, generator: null },
      residentBytes: null,
    });
  }
  return measurements;
}

/** The settings that a service started here has in place of those of the environment. */
function serviceSettings(
  { engine, precision, processes, threads, timeout }: Options,
  { setting }: BenchModel,
): NodeJS.ProcessEnv {
  return {
    // Log lines would go to the terminal and cost time that is measured. What keeps a service from serving is in its state.
    LOG_LEVEL: 'fatal',
    MODEL: setting,
    MODEL_FALLBACK: 'none',
    ENGINE: engine,
    PRECISION: precision,
    ...(processes && { ENGINE_PROCESSES: String(processes) }),
    ...(threads && { ENGINE_THREADS: String(threads) }),
    REQUEST_TIMEOUT_MS: String(timeout * 1_000),
    // The benchmark calls it over loopback without TLS, whatever the environment says.
    GRPC_HOST: '127.0.0.1',
    HTTP_HOST: '127.0.0.1',
    GRPC_TLS_CERT: '',
    GRPC_TLS_KEY: '',
    GRPC_TLS_CLIENT_CA: '',
    WORKER_TLS_CA: '',
    WORKER_TLS_CERT: '',
    WORKER_TLS_KEY: '',
  };
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
