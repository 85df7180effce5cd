import { type Classification, ERROR_CODES, type ErrorCode, LABEL_SETS, type ModelRef } from '@slc/domain';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Each metric is declared below once, and touched only by the function that is named after its event. */
export interface WorkerMetrics {
  readonly registry: Registry;
  requestAnswered(answer: Classification): void;
  requestFailed(code: ErrorCode): void;
  batchInferred(size: number): void;
  requestShed(): void;
  requestCancelled(): void;
  /** From now on this model answers, and the one before it no more. */
  modelServed(model: ModelRef, engine: string): void;
  modelBytesFetched(bytesDone: number, bytesTotal: number | null): void;
  modelFetched(): void;
  /** @param pauseMs until the next try */
  modelFetchFailed(code: ErrorCode, pauseMs: number): void;
  engineRestarted(engine: string): void;
  engineGivenUp(engine: string): void;
}

/** What is asked at each scrape. */
export interface WorkerStanding {
  readonly queueDepth: number;
  readonly isReady: boolean;
  /** The model that the setting asks for, whether it serves or not; null for a bare file, and until its manifest has been read. */
  readonly expected: { readonly id: string; readonly revision: string } | null;
}

/** The worker's numbers for Prometheus, with those of the process. No label holds anything from a user. */
export function createWorkerMetrics(standing: () => WorkerStanding): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'classifier_requests_total',
    help: 'Images, single and of streams, by how they were answered: ok or an error code. A stream that ends with an error counts once more.',
    labelNames: ['code'],
    registers,
  });
  const queueSeconds = new Histogram({
    name: 'classifier_queue_seconds',
    help: 'Time that an image waited: for a place (in a stream), for its decoding and for its batch; of answered images.',
    buckets: SECONDS,
    registers,
  });
  const decodeSeconds = new Histogram({
    name: 'classifier_decode_seconds',
    help: 'Time for decoding and preprocessing an image, of answered images.',
    buckets: SECONDS,
    registers,
  });
  const inferenceSeconds = new Histogram({
    name: 'classifier_inference_seconds',
    help: 'Time of the batch that an image was in, of answered images.',
    buckets: SECONDS,
    registers,
  });
  const batchSize = new Histogram({
    name: 'classifier_batch_size',
    help: 'Images in a batch.',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers,
  });
  new Gauge({
    name: 'classifier_queue_depth',
    help: 'Images that were admitted and wait for an engine.',
    registers,
    collect() {
      this.set(standing().queueDepth);
    },
  });
  new Gauge({
    name: 'classifier_ready',
    help: '1 while images are classified, by the model or by what stands in for it; else 0.',
    registers,
    collect() {
      this.set(standing().isReady ? 1 : 0);
    },
  });
  new Gauge({
    name: 'classifier_expected_model_info',
    help: 'Always 1; the labels name the model that the setting asks for. What serves is classifier_model_info.',
    labelNames: ['id', 'revision'],
    registers,
    collect() {
      this.reset();
      const { expected } = standing();
      if (expected) this.set({ id: expected.id, revision: expected.revision }, 1);
    },
  });
  const shed = new Counter({
    name: 'classifier_shed_total',
    help: 'Images refused because the queue was full, or too long for their deadline.',
    registers,
  });
  const cancelled = new Counter({
    name: 'classifier_cancelled_total',
    help: 'Images that left the queue because their caller went away or their deadline passed.',
    registers,
  });
  const engineRestarts = new Counter({
    name: 'classifier_engine_restarts_total',
    help: 'Engine processes that were replaced.',
    labelNames: ['engine'],
    registers,
  });
  const engineFallbacks = new Counter({
    name: 'classifier_engine_fallbacks_total',
    help: 'Engines that ENGINE=auto gave up for another, because they failed or disagreed with the CPU.',
    labelNames: ['engine'],
    registers,
  });
  const modelInfo = new Gauge({
    name: 'classifier_model_info',
    help: 'Always 1; the labels name the model that is served.',
    labelNames: ['id', 'revision', 'sha256', 'engine'],
    registers,
  });
  const downloadBytes = new Gauge({
    name: 'classifier_model_download_bytes',
    help: 'Bytes of the model file that have been fetched; 0 when none had to be.',
    registers,
  });
  const downloadTotalBytes = new Gauge({
    name: 'classifier_model_download_total_bytes',
    help: 'Size of the model file that is fetched; 0 when none had to be, or it is not known yet.',
    registers,
  });
  const fetchFailures = new Counter({
    name: 'classifier_model_fetch_failures_total',
    help: 'Times the model could not be fetched, by error code; it is tried again after a pause.',
    labelNames: ['code'],
    registers,
  });
  const fetchPause = new Gauge({
    name: 'classifier_model_fetch_pause_seconds',
    help: 'Pause before the next try to fetch the model; 0 when nothing failed.',
    registers,
  });
  const predictions = new Counter({
    name: 'classifier_predictions_total',
    help: 'Answers by their top class.',
    labelNames: ['class'],
    registers,
  });

  // A series that begins at 0 lets Prometheus see its first increase.
  for (const code of ['ok', ...ERROR_CODES]) requests.inc({ code }, 0);
  for (const code of FETCH_FAILURE_CODES) fetchFailures.inc({ code }, 0);
  for (const { id } of LABEL_SETS.ham10000) predictions.inc({ class: id }, 0);

  return {
    registry,
    requestAnswered({ timingsMs, topClass }) {
      requests.inc({ code: 'ok' });
      predictions.inc({ class: topClass });
      queueSeconds.observe(timingsMs.queue / 1_000);
      decodeSeconds.observe(timingsMs.decode / 1_000);
      inferenceSeconds.observe(timingsMs.inference / 1_000);
    },
    requestFailed: (code) => requests.inc({ code }),
    batchInferred: (size) => batchSize.observe(size),
    requestShed: () => shed.inc(),
    requestCancelled: () => cancelled.inc(),
    modelServed({ id, revision, sha256 }, engine) {
      modelInfo.reset();
      modelInfo.set({ id, revision, sha256, engine }, 1);
      engineRestarts.inc({ engine }, 0);
    },
    modelBytesFetched(bytesDone, bytesTotal) {
      downloadBytes.set(bytesDone);
      downloadTotalBytes.set(bytesTotal ?? 0);
    },
    modelFetched: () => fetchPause.set(0),
    modelFetchFailed(code, pauseMs) {
      fetchFailures.inc({ code });
      fetchPause.set(pauseMs / 1_000);
    },
    engineRestarted: (engine) => engineRestarts.inc({ engine }),
    engineGivenUp: (engine) => engineFallbacks.inc({ engine }),
  };
}

/** What the model store throws. */
const FETCH_FAILURE_CODES: readonly ErrorCode[] = [
  'model_not_ready',
  'not_found',
  'unauthenticated',
  'invalid_model',
];

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
