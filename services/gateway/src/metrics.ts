import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type GatewayMetrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requestSeconds = new Histogram({
    name: 'gateway_http_request_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer, in seconds.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    registry,
    /** Call it once. @param heldBytes called at each scrape */
    watchUploads(heldBytes: () => number) {
      new Gauge({
        name: 'gateway_upload_bytes',
        help: 'Memory that uploads in flight hold, in bytes.',
        registers: [registry],
        collect() {
          this.set(heldBytes());
        },
      });
    },
    /** @param route the route's pattern, never the path of the request */
    answered(labels: { route: string; method: string; status: number }, seconds: number) {
      requestSeconds.observe(labels, seconds);
    },
  };
}
