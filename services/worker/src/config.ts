import { resolve } from 'node:path';
import {
  availableCores,
  type ClassifierOptions,
  ENGINE_CHOICES,
  ENGINE_NAMES,
  ENGINES,
  engineLayout,
  type ResourceLimits,
} from '@slc/classifier';
import { PRECISIONS, type Precision } from '@slc/domain';
import { DEFAULT_MODEL_ID, envToHubSettings, type HubSettings } from '@slc/models';
import type { ServerTls } from '@slc/rpc';
import {
  type ProcessSettings,
  type ReadSettings,
  readAuthority,
  readIdentity,
  readProcessSettings,
  readSettings,
  type SettingsReader,
  usableSettings,
} from '@slc/runtime';

export interface WorkerConfig extends ProcessSettings {
  /** As `nameModel` takes it. */
  readonly model: string;
  /** Relative paths of the model are resolved against it. */
  readonly baseDirectory: string;
  /** What serves while a model of the Hub is not available. */
  readonly modelFallback: 'compact' | 'none';
  readonly hub: HubSettings;
  readonly classifier: Omit<ClassifierOptions, 'resources' | 'signal' | 'events'> & {
    readonly precision: Precision;
  };
  /** What the classifiers of this process share. */
  readonly resources: ResourceLimits;
  /** Both ports are bound on this address; 0 lets the system choose a free one. */
  readonly host: string;
  readonly grpcPort: number;
  readonly metricsPort: number;
  /** Undefined: gRPC without TLS. */
  readonly tls: ServerTls | undefined;
  /** Undefined: no token is required. */
  readonly authToken: string | undefined;
}

/**
 * @param baseDirectory relative paths are resolved against it
 * @throws SettingsError listing every setting that cannot be used
 */
export function envToWorkerConfig(env: NodeJS.ProcessEnv, baseDirectory?: string): WorkerConfig {
  return usableSettings(readWorkerSettings(env, baseDirectory));
}

/** @param baseDirectory relative paths are resolved against it */
export function readWorkerSettings(
  env: NodeJS.ProcessEnv,
  baseDirectory: string = process.cwd(),
): ReadSettings<WorkerConfig> {
  return readSettings(env, (settings) => {
    const cores = availableCores();
    const pixelRange = { min: 1_024, max: 250_000_000 };
    const imageLimitPixels = settings.integer('IMAGE_LIMIT_PIXELS', 50_000_000, pixelRange);
    const config: WorkerConfig = {
      model: settings.text('MODEL', DEFAULT_MODEL_ID),
      baseDirectory: resolve(baseDirectory),
      modelFallback: settings.oneOf('MODEL_FALLBACK', ['compact', 'none'], 'none'),
      hub: envToHubSettings(env, settings.refuse, baseDirectory),
      classifier: {
        ...readEngineSettings(settings, cores),
        batchMaxSize: settings.integer('BATCH_MAX_SIZE', 8, { min: 1, max: 64 }),
        batchMaxDelayMs: settings.integer('BATCH_MAX_DELAY_MS', 2, { min: 0, max: 1_000 }),
        queueLimit: settings.integer('QUEUE_LIMIT', 64, { min: 1, max: 10_000 }),
        imageLimitBytes: settings.integer('IMAGE_LIMIT_BYTES', 10 * MIB, { min: 1_024, max: 256 * MIB }),
        imageLimitPixels,
      },
      resources: {
        cores,
        decodePixels: imageLimitPixels,
        queueBytes: settings.integer('QUEUE_LIMIT_BYTES', 256 * MIB, { min: 1_024, max: 64 * 1_024 * MIB }),
      },
      host: settings.text('GRPC_HOST', '127.0.0.1'),
      grpcPort: settings.port('GRPC_PORT', 50_051),
      metricsPort: settings.port('WORKER_METRICS_PORT', 9_464),
      tls: readTls(settings),
      authToken: settings.secret('AUTH_TOKEN'),
      ...readProcessSettings(settings),
    };
    refuseContradictions(config, settings);
    return config;
  });
}

const MIB = 2 ** 20;

/** Settings that are not given follow from the cores, which several processes share. A GPU gets one process. */
function readEngineSettings(settings: SettingsReader, cores: number) {
  const engine = settings.oneOf('ENGINE', ENGINE_CHOICES, 'auto');
  const precision = settings.oneOf('PRECISION', PRECISIONS, 'float32');
  const processes = settings.integer('ENGINE_PROCESSES', undefined, { min: 1, max: 64 });
  const threads = settings.integer('ENGINE_THREADS', undefined, { min: 1, max: 256 });
  const isOnGpu = engine !== 'auto' && ENGINES[engine].device === 'gpu';
  if (isOnGpu && processes !== undefined && processes > 1) {
    settings.refuse(`ENGINE and ENGINE_PROCESSES: expected one process on a GPU, got ${processes}`);
  }
  if (engine !== 'auto' && !ENGINES[engine].precisions.includes(precision)) {
    const able = ENGINE_NAMES.filter((name) => ENGINES[name].precisions.includes(precision));
    settings.refuse(
      `ENGINE and PRECISION: expected an engine that computes in ${precision} (${able.join(', ')}), got ${engine}`,
    );
  }
  const layout = engineLayout({ processes: isOnGpu ? 1 : processes, threads }, cores);
  const { processes: engineProcesses, threads: engineThreads, threadsAlone: engineThreadsAlone } = layout;
  return { engine, precision, engineProcesses, engineThreads, engineThreadsAlone };
}

function readTls(settings: SettingsReader): ServerTls | undefined {
  const identity = readIdentity(settings, 'GRPC_TLS_CERT', 'GRPC_TLS_KEY');
  const clientCa = readAuthority(settings, 'GRPC_TLS_CLIENT_CA');
  if (clientCa && settings.optionalText('GRPC_TLS_CERT') === undefined) {
    settings.refuse(
      'GRPC_TLS_CLIENT_CA: expected GRPC_TLS_CERT and GRPC_TLS_KEY beside it, they are not set',
    );
  }
  return identity && { ...identity, clientCa };
}

function refuseContradictions(config: WorkerConfig, settings: SettingsReader): void {
  const { batchMaxSize, queueLimit, imageLimitBytes } = config.classifier;
  const { queueBytes } = config.resources;
  if (queueBytes < imageLimitBytes) {
    settings.refuse(
      `QUEUE_LIMIT_BYTES and IMAGE_LIMIT_BYTES: expected a queue that holds one image, got ${queueBytes} bytes for ${imageLimitBytes}`,
    );
  }
  if (batchMaxSize > queueLimit) {
    settings.refuse(
      `BATCH_MAX_SIZE and QUEUE_LIMIT: expected a queue that holds a whole batch, got ${queueLimit} places for ${batchMaxSize}`,
    );
  }
  if (config.grpcPort !== 0 && config.grpcPort === config.metricsPort) {
    settings.refuse(`GRPC_PORT and WORKER_METRICS_PORT: expected two ports, got ${config.grpcPort} for both`);
  }
}
