import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInt8AsMeasured, runBareLoop } from '@slc/classifier';
import { SlcError, toSlcError } from '@slc/domain';
import { interruptible } from '../interruptible.js';
import { warnOfOtherNetwork } from '../measured-text.js';
import { readOwnImage } from '../own-images.js';
import { readWorkerAccess } from '../server/worker-access.js';
import type { Terminal } from '../terminal.js';
import { workerSettings } from '../worker-settings.js';
import type { BenchOptions, BenchTarget } from './bench.js';
import { type BenchModel, benchModel } from './bench-model.js';
import { asTable, type Measurement } from './report.js';

const DRAWINGS = [1, 2, 3, 4].map((i) =>
  fileURLToPath(new URL(`../../../../test_images/synthetic/drawn-${i}.jpg`, import.meta.url)),
);

/** What the command does. */
export async function benchTargets(
  targets: readonly BenchTarget[],
  options: BenchOptions,
  terminal: Terminal,
): Promise<void> {
  const images = await Promise.all((options.image ?? DRAWINGS).map((file) => readImage(file, terminal)));
  const measurements: Measurement[] = [];
  const model = await benchModel(options, terminal);
  try {
    await interruptible(terminal, async (signal) => {
      if (options.precision === 'int8' && targets.some((target) => isOpenedHere(target, options))) {
        warnOfOtherNetwork(await isInt8AsMeasured(await model.resolve(), signal), options.model, terminal);
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
}

/** A service that runs already has a model of its own. */
function isOpenedHere(target: BenchTarget, { address, url }: BenchOptions): boolean {
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
  readonly options: BenchOptions;
  readonly model: BenchModel;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function measure(target: BenchTarget, bench: Bench): Promise<readonly Measurement[]> {
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
  { engine, precision, processes, threads, timeout }: BenchOptions,
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
