import {
  type ClassifierEvents,
  COMPACT_MODEL_ID,
  createModelStore,
  mostAdmitted,
  nameModel,
  openClassifier,
  resolveModel,
} from '@slc/classifier';
import { AROUND_THE_IMAGE_BYTES, createClassifierServer } from '@slc/rpc';
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
import { watchFetch } from './fetch-watch.js';
import { createWorkerMetrics, type WorkerMetrics } from './metrics.js';
import { createServedModel } from './served-model.js';

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
  /** Opens the model again, beside what serves, and puts it in its place. */
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
  const {
    logger = createLogger({ service: 'worker', level: config.logLevel }),
    createModelStore: createStore = createModelStore,
    openClassifier: open = openClassifier,
  } = dependencies;

  const { queueLimit, batchMaxSize, engineProcesses } = config.classifier;
  const mostAtWork = batchMaxSize * engineProcesses;
  if (config.authToken !== undefined && config.tls === undefined && !isLoopback(config.host)) {
    logger.warn('AUTH_TOKEN without GRPC_TLS_CERT: whoever can listen on the network can read the token');
  }

  // What there is: numbers, a model that is not opened yet, and a server that knows both.
  const metrics = createWorkerMetrics(() => ({
    queueDepth: model.queueDepth,
    isReady: model.state.phase === 'ready',
    expected: model.expected,
  }));
  const fetchWatch = watchFetch(metrics, logger);
  const model = createServedModel({
    name: () => nameModel(config.model, config.baseDirectory),
    store: createStore(config.hub),
    fallback: config.modelFallback === 'compact' ? () => resolveModel(COMPACT_MODEL_ID) : null,
    open: (resolved, signal) => {
      const events = classifierEvents(metrics, logger, announceState);
      return open(resolved, { ...config.classifier, signal, events });
    },
    events: {
      stateChanged: announceState,
      served(classifier) {
        metrics.modelServed(classifier.model, classifier.engine);
        logger.info(
          { model: classifier.model, engine: classifier.engine, reason: classifier.engineReason },
          'model serves',
        );
      },
      fetchReported: fetchWatch.reported,
      fetchFailed: fetchWatch.failed,
      modelFailed: (err) => logger.error({ err }, 'the model cannot be served'),
      fallbackFailed: (err) => logger.error({ err }, 'the compact model cannot be served'),
    },
  });
  const server = createClassifierServer({
    handlers: { ...classifyWith(model, metrics, logger), getModelInfo: model.info },
    maxMessageBytes: config.classifier.imageLimitBytes + AROUND_THE_IMAGE_BYTES,
    tls: config.tls,
    authToken: config.authToken,
    limits: {
      classify: {
        calls: mostAdmitted(queueLimit, mostAtWork),
        shed: () => model.classifier().shed(),
      },
    },
    // Enough that no engine waits for a stream, and no more, so that single images find room beside it.
    streamWindow: Math.min(2 * mostAtWork, Math.ceil(queueLimit / 2)),
    onError: reportFailedCall(metrics, logger),
  });

  let announced = '';
  function announceState(): void {
    const { phase, reason } = model.state;
    server.setServing(phase === 'ready');
    if (announced === phase + reason) return;
    announced = phase + reason;
    logger.info({ phase, reason }, 'model state');
  }

  // How it ends: tell, drain, and only then take away what the running calls need.
  let metricsServer: MetricsServer | undefined;
  let closed: Promise<void> | undefined;
  function close(): Promise<void> {
    const { lastCallsMs, drainMs } = shareGraceTime(config.shutdownGraceMs);
    closed ??= closeInOrder(
      [
        {
          name: 'opening of the model',
          close() {
            model.stop();
            announceState();
          },
        },
        { name: 'gRPC server', close: () => server.close(drainMs, lastCallsMs) },
        { name: 'model', close: model.close },
        { name: 'metrics server', close: () => metricsServer?.close() },
      ],
      logger,
    );
    return closed;
  }

  // How it begins: listen, so that everybody may ask how it stands, then open the model.
  try {
    const { host } = config;
    metricsServer = await startMetricsServer({
      registry: metrics.registry,
      host,
      port: config.metricsPort,
      logger,
    });
    const grpcPort = await server.bind(host, config.grpcPort);
    logger.info({ host, grpcPort, metricsPort: metricsServer.port }, 'worker listens');
    const ready = model.open();
    return { grpcPort, metricsPort: metricsServer.port, ready, reload: model.reload, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function classifierEvents(
  metrics: WorkerMetrics,
  logger: Logger,
  announceState: () => void,
): ClassifierEvents {
  return {
    stateChanged: announceState,
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
    shed: metrics.requestShed,
    cancelled: metrics.requestCancelled,
  };
}
