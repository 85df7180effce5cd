import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import type { Logger } from './logger.js';

export interface Tracing {
  /** Sends what has been recorded, or gives it up after a second. May be called twice. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** What the spans are found under, for example `worker`. */
  readonly service: string;
  /** Base address of an OTLP/HTTP receiver; undefined turns tracing off. */
  readonly endpoint: string | undefined;
  readonly logger: Logger;
}

const EXPORT_TIMEOUT_MS = 5_000;
/** A receiver that does not answer must not use up the grace period of a process. */
const LAST_EXPORT_MS = 1_000;

/**
 * Turns on, for the whole process, that `continueTrace` records its spans, and sends them on. Without an endpoint nothing
 * is loaded. Sampling, headers of the export, and limits are read by the SDK from its own variables (`OTEL_…`).
 */
export async function startTracing({ service, endpoint, logger }: TracingOptions): Promise<Tracing> {
  if (endpoint === undefined) return { close: async () => {} };
  // Some hundred files that a process without tracing need not read.
  const [{ BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const exporter = new OTLPTraceExporter({ url: tracesAddress(endpoint), timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.namespace': 'skin-lesion-classifier',
      'service.name': service,
    }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_TIMEOUT_MS })],
  });
  trace.setGlobalTracerProvider(provider);
  let closed: Promise<void> | undefined;
  return {
    close() {
      closed ??= sendTheLast(() => provider.shutdown(), logger);
      return closed;
    },
  };
}

async function sendTheLast(shutdown: () => Promise<void>, logger: Logger): Promise<void> {
  const isSent = shutdown().then(
    () => true,
    () => false,
  );
  // The timer keeps nothing alive: the process ends after this.
  const isInTime = await Promise.race([isSent, sleep(LAST_EXPORT_MS, false, { ref: false })]);
  if (!isInTime) logger.warn('the last traces could not be sent');
}

/** The receiver's path for traces: https://opentelemetry.io/docs/specs/otlp/#otlphttp-request */
function tracesAddress(endpoint: string): string {
  return `${endpoint.replace(/\/+$/, '')}/v1/traces`;
}

/**
 * Starts a service with tracing around it: on before its first call, and off, all sent, after its last.
 *
 * @param start rejects when it has closed whatever it opened
 */
export async function startTraced<Service extends { close(): Promise<void> }>(
  options: TracingOptions,
  start: () => Promise<Service>,
): Promise<Service> {
  const tracing = await startTracing(options);
  try {
    const service = await start();
    return {
      ...service,
      async close() {
        await service.close();
        await tracing.close();
      },
    };
  } catch (error) {
    await tracing.close();
    throw error;
  }
}
