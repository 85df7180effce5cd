import type { Classifier } from '@slc/classifier';
import { ERROR_CODES, type ErrorCode, VERDICTS } from '@slc/domain';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ServedModel } from './model/served-model.js';
import type { Answered } from './report-answers.js';

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

/** The worker's metrics and those of the process. Each is changed only by the function that is named after its event. */
export function createWorkerMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const declaring = declareIn(registry);
  const metrics = { ...requestMetrics(declaring), ...modelMetrics(declaring) };
  let countedClasses = new Set<string>();

  // A series that begins at 0 lets Prometheus see its first increase.
  for (const code of ['ok', ...ERROR_CODES]) metrics.requests.inc({ code }, 0);
  for (const verdict of VERDICTS) metrics.verdicts.inc({ verdict }, 0);
  for (const code of FETCH_FAILURE_CODES) metrics.fetchFailures.inc({ code }, 0);

  return {
    registry,
    requestAnswered({ timingsMs, topClass, assessment, image }: Answered): void {
      metrics.requests.inc({ code: 'ok' });
      if (assessment) metrics.verdicts.inc({ verdict: assessment.verdict });
      if (assessment?.outlier) metrics.outlierScore.observe(assessment.outlier.score);
      metrics.predictions.inc({ class: countedClasses.has(topClass) ? topClass : OTHER_CLASSES });
      metrics.queueSeconds.observe(timingsMs.queue / 1_000);
      if (image) metrics.decodeSeconds.observe(timingsMs.decode / 1_000);
      metrics.inferenceSeconds.observe(timingsMs.inference / 1_000);
    },
    requestFailed: (code: ErrorCode) => metrics.requests.inc({ code }),
    requestShed: () => metrics.shed.inc(),
    requestCancelled: () => metrics.cancelled.inc(),
    batchInferred: (size: number) => metrics.batchSize.observe(size),
    engineRestarted: (engine: string) => metrics.engineRestarts.inc({ engine }),
    engineGivenUp: (engine: string) => metrics.engineFallbacks.inc({ engine }),
    /** This model answers from now on, and the one before it no more. */
    modelServed({ model, engine, manifest }: Pick<Classifier, 'model' | 'engine' | 'manifest'>): void {
      const { id, revision, sha256 } = model;
      metrics.modelInfo.reset();
      metrics.modelInfo.set({ id, revision, sha256, engine }, 1);
      metrics.engineRestarts.inc({ engine }, 0);
      const classes = manifest.labels.map((label) => label.id);
      const counted = new Set(classes.slice(0, MOST_COUNTED_CLASSES));
      for (const gone of countedClasses) if (!counted.has(gone)) metrics.predictions.remove(gone);
      for (const id of counted) metrics.predictions.inc({ class: id }, 0);
      if (classes.length > MOST_COUNTED_CLASSES) metrics.predictions.inc({ class: OTHER_CLASSES }, 0);
      countedClasses = counted;
    },
    modelBytesFetched(bytesDone: number, bytesTotal: number | null): void {
      metrics.downloadBytes.set(bytesDone);
      metrics.downloadTotalBytes.set(bytesTotal ?? 0);
    },
    modelFetched: () => metrics.fetchPause.set(0),
    /** @param pauseMs until the next attempt */
    modelFetchFailed(code: ErrorCode, pauseMs: number): void {
      metrics.fetchFailures.inc({ code });
      metrics.fetchPause.set(pauseMs / 1_000);
    },
  };
}

/** Adds the metrics that are read from the model at each scrape. */
export function exposeModel(registry: Registry, model: ServedModel): void {
  const registers = [registry];
  new Gauge({
    name: 'classifier_queue_depth',
    help: 'Images that were admitted and wait for an engine.',
    registers,
    collect() {
      this.set(model.queueDepth);
    },
  });
  new Gauge({
    name: 'classifier_ready',
    help: '1 while images are classified, by the configured model or a stand-in; otherwise 0.',
    registers,
    collect() {
      this.set(model.state.phase === 'ready' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'classifier_expected_model_info',
    help: 'Always 1. The labels name the configured model; classifier_model_info names the one that serves.',
    labelNames: ['id', 'revision'],
    registers,
    collect() {
      this.reset();
      const { configured } = model;
      if (configured) this.set({ id: configured.id, revision: configured.source.revision }, 1);
    },
  });
}

/** The model store's errors. */
const FETCH_FAILURE_CODES: readonly ErrorCode[] = [
  'model_not_ready',
  'not_found',
  'unauthenticated',
  'invalid_model',
];

/** A label set may have a thousand classes; a metric's labels must stay few. */
const MOST_COUNTED_CLASSES = 100;
const OTHER_CLASSES = 'other';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Close together around 1, the limit that one in twenty of the images that a model was made for exceeds. */
const OUTLIER_SCORES = [0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5];

/** Every metric is declared once. No label holds anything from a user. */
function requestMetrics({ counter, histogram }: Declaring) {
  return {
    requests: counter(
      'classifier_requests_total',
      'Images, single, in streams and in calls of several, by outcome: ok or an error code. A stream that ends with an error counts once more, a call of several that fails once.',
      'code',
    ),
    predictions: counter(
      'classifier_predictions_total',
      'Answers by top class: the first hundred classes of the model that serves, then "other".',
      'class',
    ),
    verdicts: counter(
      'classifier_verdicts_total',
      'Answers by how far they may be believed: clear, undecided or unusable.',
      'verdict',
    ),
    outlierScore: histogram(
      'classifier_outlier_score',
      'How unlike the images that its model was made for an answered image is; 1 is the limit that one in twenty of those exceeds. Empty for a model without outlier limits.',
      OUTLIER_SCORES,
    ),
    queueSeconds: histogram(
      'classifier_queue_seconds',
      'Time that an answered image waited for a place (in a stream), for its decoding and for its batch.',
      SECONDS,
    ),
    decodeSeconds: histogram(
      'classifier_decode_seconds',
      'Time for decoding and preprocessing an answered image.',
      SECONDS,
    ),
    inferenceSeconds: histogram(
      'classifier_inference_seconds',
      'Time that the engine took for the batch of an answered image.',
      SECONDS,
    ),
    batchSize: histogram('classifier_batch_size', 'Images in a batch.', [1, 2, 4, 8, 16, 32, 64]),
    shed: counter(
      'classifier_shed_total',
      'Images refused because the queue was full, or too long for their deadline.',
    ),
    cancelled: counter(
      'classifier_cancelled_total',
      'Images that left the queue because their caller went away, their deadline passed, or another image of their call failed.',
    ),
    engineRestarts: counter(
      'classifier_engine_restarts_total',
      'Engine processes that were replaced.',
      'engine',
    ),
    engineFallbacks: counter(
      'classifier_engine_fallbacks_total',
      'Engines that ENGINE=auto gave up for another because they failed or disagreed with the CPU.',
      'engine',
    ),
  };
}

function modelMetrics({ counter, gauge }: Declaring) {
  return {
    modelInfo: gauge(
      'classifier_model_info',
      'Always 1. The labels name the model that serves.',
      'id',
      'revision',
      'sha256',
      'engine',
    ),
    downloadBytes: gauge(
      'classifier_model_download_bytes',
      'Bytes of the model file that have been downloaded; 0 when no download was needed.',
    ),
    downloadTotalBytes: gauge(
      'classifier_model_download_total_bytes',
      'Size of the model file that is downloaded; 0 when no download was needed, or while its size is unknown.',
    ),
    fetchFailures: counter(
      'classifier_model_fetch_failures_total',
      'Downloads of the model that failed, by error code. Each is tried again after a pause.',
      'code',
    ),
    fetchPause: gauge(
      'classifier_model_fetch_pause_seconds',
      'Pause before the next attempt to download the model; 0 when nothing failed.',
    ),
  };
}

type Declaring = ReturnType<typeof declareIn>;

function declareIn(registry: Registry) {
  const registers = [registry];
  return {
    counter: <L extends string>(name: string, help: string, ...labelNames: L[]) =>
      new Counter({ name, help, labelNames, registers }),
    gauge: <L extends string>(name: string, help: string, ...labelNames: L[]) =>
      new Gauge({ name, help, labelNames, registers }),
    histogram: (name: string, help: string, buckets: number[]) =>
      new Histogram({ name, help, buckets, registers }),
  };
}
