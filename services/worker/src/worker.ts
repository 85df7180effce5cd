import { EventEmitter } from 'node:events';
import {
  type ClassifierEvents,
  createResources,
  mostAdmitted,
  openClassifier,
  type Resources,
} from '@slc/classifier';
import type { ModelInfo } from '@slc/domain';
import { COMPACT_MODEL_ID, createModelStore, nameModel, resolveModel } from '@slc/models';
import {
  AROUND_THE_IMAGE_BYTES,
  type CallLimit,
  type ClassifierServerOptions,
  createClassifierServer,
} from '@slc/rpc';
import {
  closeInOrder,
  createLogger,
  isLoopback,
  type Logger,
  type MetricsServer,
  shareGraceTime,
  startMetricsServer,
} from '@slc/runtime';
import { classifyWith } from './classify.js';
import type { WorkerConfig } from './config.js';
import { reportFailedCall } from './failed-call.js';
import { inferWith } from './inference/infer.js';
import { createWorkerMetrics, exposeModel } from './metrics.js';
import { type ModelEvent, ServedModel, type ServedModelOptions } from './model/served-model.js';
import type { AnswerReporters } from './report-answers.js';
import { reportModel } from './report-model.js';

/** What tests replace. */
export interface WorkerDependencies {
  readonly logger?: Logger;
  readonly createModelStore?: typeof createModelStore;
  readonly openClassifier?: typeof openClassifier;
}

export interface RunningWorker {
  /** The ports that were really bound. */
  readonly grpcPort: number;
  readonly metricsPort: number;
  /**
   * Resolves when something serves, the model or a stand-in. Rejects when nothing will until someone acts; the worker
   * lives on to say why.
   */
  readonly ready: Promise<void>;
  /** Which model answers, and the state of the one that was asked for. */
  modelInfo(): ModelInfo;
  /** Opens the model again while the old one serves, and replaces that one. */
  reload(): void;
  /** Ends the worker in order. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts the inference worker. Resolves as soon as it listens; the model is opened after that.
 *
 * @throws Error when a port cannot be bound; whatever was opened is closed again
 */
export async function startWorker(
  config: WorkerConfig,
  dependencies: WorkerDependencies = {},
): Promise<RunningWorker> {
  const { logger = createLogger({ service: 'worker', level: config.logLevel }) } = dependencies;
  const { host, metricsPort, grpcPort, tls, authToken, shutdownGraceMs } = config;
  if (authToken !== undefined && tls === undefined && !isLoopback(host)) {
    logger.warn('AUTH_TOKEN without GRPC_TLS_CERT: the token crosses the network unencrypted');
  }

  // The parts, each made from those above it. Nothing listens yet, and no model is opened.
  const events = new EventEmitter<{ model: [ModelEvent] }>();
  const observe = (event: ModelEvent) => events.emit('model', event);
  const resources = createResources(config.resources);
  const metrics = createWorkerMetrics();
  const model = new ServedModel(modelOptions(config, dependencies, { observe, resources, metrics, logger }));
  exposeModel(metrics.registry, model);
  const server = createClassifierServer(serverOptions(config, model, { metrics, logger }));
  events.on('model', reportModel(model, { server, metrics, logger }));

  // The end: say so, drain, and only then take away what the running calls need.
  let metricsServer: MetricsServer | undefined;
  let closed: Promise<void> | undefined;
  function close(): Promise<void> {
    const { lastCallsMs, drainMs } = shareGraceTime(shutdownGraceMs);
    closed ??= closeInOrder(
      [
        { name: 'opening of the model', close: () => model.stop() },
        { name: 'gRPC server', close: () => server.close(drainMs, lastCallsMs) },
        { name: 'model', close: () => model.close() },
        { name: 'metrics server', close: () => metricsServer?.close() },
      ],
      logger,
    );
    return closed;
  }

  // The start: listen, so that everyone may ask for the state, then open the model.
  try {
    const { registry } = metrics;
    metricsServer = await startMetricsServer({ registry, host, port: metricsPort, logger });
    const bound = { grpcPort: await server.bind(host, grpcPort), metricsPort: metricsServer.port };
    logger.info({ host, ...bound }, 'worker listens');
    return {
      ...bound,
      ready: model.open(),
      modelInfo: () => model.info(),
      reload: () => model.reload(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface ModelParts extends Pick<ServedModelOptions, 'observe'>, AnswerReporters {
  readonly resources: Resources;
}

function modelOptions(
  config: WorkerConfig,
  dependencies: WorkerDependencies,
  { observe, resources, metrics, logger }: ModelParts,
): ServedModelOptions {
  const { createModelStore: createStore = createModelStore, openClassifier: open = openClassifier } =
    dependencies;
  const events: ClassifierEvents = {
    stateChanged: () => observe({ kind: 'state-changed' }),
    batchInferred: metrics.batchInferred,
    engineRestarted: metrics.engineRestarted,
    engineDied(engine, cause) {
      const how = cause instanceof Error ? { err: cause } : { cause };
      logger.warn({ engine, ...how }, 'engine ended, another is started');
    },
    engineGivenUp(engine, err) {
      metrics.engineGivenUp(engine);
      logger.warn({ engine, err }, 'engine given up');
    },
    engineUnprepared(engine, err) {
      logger.warn({ engine, err }, 'engine opens the model as it was compiled, which takes more memory');
    },
    // The note is one of a closed list: nothing of the file itself is logged.
    imageNoted: (note) => logger.debug({ note }, 'image is read all the same'),
    shed: metrics.requestShed,
    cancelled: metrics.requestCancelled,
  };
  return {
    name: () => nameModel(config.model, config.baseDirectory),
    store: createStore(config.hub),
    standIn: config.modelFallback === 'compact' ? () => resolveModel(COMPACT_MODEL_ID) : null,
    open: (model, signal) => open(model, { ...config.classifier, resources, signal, events }),
    observe,
  };
}

function serverOptions(
  { classifier: limits, tls, authToken }: WorkerConfig,
  model: ServedModel,
  reporters: AnswerReporters,
): ClassifierServerOptions {
  const { batchMaxSize, engineProcesses, queueLimit, imageLimitBytes } = limits;
  const imagesInBatches = batchMaxSize * engineProcesses;
  // One limit: calls of both kinds hold images, and wait in the same queue.
  const limit: CallLimit = {
    calls: mostAdmitted(queueLimit, imagesInBatches),
    shed: () => model.classifier().shed(),
  };
  return {
    handlers: {
      ...classifyWith(model, reporters),
      getModelInfo: () => model.info(),
      ...inferWith(model, { mostImages: queueLimit, ...reporters }),
    },
    maxMessageBytes: imageLimitBytes + AROUND_THE_IMAGE_BYTES,
    tls,
    authToken,
    limits: { classify: limit, modelInfer: limit },
    // Enough that no engine waits for a stream, and no more, so that single images still find a place.
    streamWindow: Math.min(2 * imagesInBatches, Math.ceil(queueLimit / 2)),
    onError: reportFailedCall(reporters),
  };
}
