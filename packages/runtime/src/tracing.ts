import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import type { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import type { Logger } from './logger.js';

export interface TracingOptions {
  /** The name that the spans carry, for example `worker`. */
  readonly service: string;
  /** Base address of an OTLP/HTTP receiver; undefined: tracing is off. */
  readonly endpoint: string | undefined;
  readonly logger: Logger;
}

const EXPORT_TIMEOUT_MS = 5_000;
/** A receiver that does not answer must not use up the grace period. */
const LAST_EXPORT_MS = 1_000;

/**
 * Starts a service with tracing around it. Tracing starts before the service, and ends after the service has closed.
 *
 * @param start must have closed what it opened when it rejects
 */
export async function startTraced<Service extends { close(): Promise<void> }>(
  options: TracingOptions,
  start: () => Promise<Service>,
): Promise<Service> {
  const stopTracing = await startTracing(options);
  try {
    const service = await start();
    return {
      ...service,
      async close() {
        await service.close();
        await stopTracing();
      },
    };
  } catch (error) {
    await stopTracing();
    throw error;
  }
}

/**
 * Makes `continueTrace` record its spans, in the whole process, and exports them. Without an endpoint nothing is loaded.
 * The SDK reads sampling, headers of the export and limits from its own variables (`OTEL_…`).
 *
 * @returns exports the spans that were recorded last, or drops them after a second; may be called twice
 */
async function startTracing({ service, endpoint, logger }: TracingOptions): Promise<() => Promise<void>> {
  if (endpoint === undefined) return async () => {};
  // A hundred files that a process without tracing need not load.
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: tracesAddress(endpoint), timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.namespace': 'skin-lesion-classifier',
      'service.name': service,
    }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_TIMEOUT_MS })],
  });
  const isGlobal = trace.setGlobalTracerProvider(provider);
  let ended: Promise<void> | undefined;
  return () => {
    // The next start in this process can record again, and nothing is recorded for a provider that has ended.
    if (isGlobal && !ended) trace.disable();
    ended ??= exportTheLast(provider, logger);
    return ended;
  };
}

async function exportTheLast(provider: BasicTracerProvider, logger: Logger): Promise<void> {
  const isSent = provider.shutdown().then(
    () => true,
    () => false,
  );
  // The timer does not keep the process alive.
  const isInTime = await Promise.race([isSent, sleep(LAST_EXPORT_MS, false, { ref: false })]);
  if (!isInTime) logger.warn('the last traces could not be sent');
}

/** The receiver's path for traces: https://opentelemetry.io/docs/specs/otlp/#otlphttp-request */
function tracesAddress(endpoint: string): string {
  return `${endpoint.replace(/\/+$/, '')}/v1/traces`;
}
