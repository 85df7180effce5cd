import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface GatewayMetrics {
  readonly registry: Registry;
  /** @param route the pattern that matched, never the path that was asked for */
  answered(request: { route: string; method: string; status: number; seconds: number }): void;
  /** @param heldBytes asked at each scrape; to be called once */
  watchUploads(heldBytes: () => number): void;
}

export function createMetrics(): GatewayMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requestSeconds = new Histogram({
    name: 'gateway_http_request_seconds',
    help: 'From the first byte of a request to the last of its answer, in seconds.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    registry,
    watchUploads(heldBytes) {
      new Gauge({
        name: 'gateway_upload_bytes',
        help: 'What the uploads under way hold in memory, in bytes.',
        registers: [registry],
        collect() {
          this.set(heldBytes());
        },
      });
    },
    answered: ({ route, method, status, seconds }) =>
      requestSeconds.observe({ route, method, status: String(status) }, seconds),
  };
}
