import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
// The services are started from built code.
import { startServiceProcess } from '../dist/index.js';
import { DRAWING, formWith } from './running-stack.js';

/** What is read of a span in OTLP's JSON: https://github.com/open-telemetry/opentelemetry-proto, trace.proto. */
interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
}

/** A small receiver of OTLP over HTTP. */
async function startReceiver() {
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/v1/traces') spans.push(...(await readSpans(request)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { spans, endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function readSpans(request: IncomingMessage): Promise<ReceivedSpan[]> {
  const { resourceSpans } = (await json(request)) as {
    resourceSpans: {
      resource: { attributes: { key: string; value: { stringValue?: string } }[] };
      scopeSpans: { spans: Omit<ReceivedSpan, 'service'>[] }[];
    }[];
  };
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}

describe('a trace', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const browserSpanId = 'b7ad6b7169203331';
  const broken = { traceId: '1af7651916cd43dd8448eb211c80319c', image: Buffer.from('no image') };
  let spans: readonly ReceivedSpan[] = [];

  beforeAll(async () => {
    const receiver = await startReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, LOG_LEVEL: 'silent' };
    const worker = await startServiceProcess('worker', { ...env, MODEL: 'compact-lite0' });
    const gateway = await startServiceProcess('gateway', {
      ...env,
      WORKER_ADDRESS: `127.0.0.1:${worker.port}`,
    });
    const base = `http://127.0.0.1:${gateway.port}`;
    try {
      await vi.waitFor(async () => expect(await statusOf(`${base}/readyz`)).toBe(200), {
        timeout: 100_000,
        interval: 100,
      });
      const ask = (id: string, image: Uint8Array) =>
        fetch(`${base}/api/v1/classify`, {
          method: 'POST',
          body: formWith('image', image),
          headers: { traceparent: `00-${id}-${browserSpanId}-01` },
        });
      expect((await ask(traceId, DRAWING)).status).toBe(200);
      expect((await ask(broken.traceId, broken.image)).status).toBe(415);
    } finally {
      // What is still held is sent at the end.
      await gateway.close();
      await worker.close();
      spans = receiver.spans;
      receiver.close();
    }
  }, 120_000);

  const named = (id: string, service: string, name: string) => {
    const found = spans.filter(
      (span) => span.traceId === id && span.service === service && span.name === name,
    );
    expect(found, `${service} ${name}`).toHaveLength(1);
    return found[0] as ReceivedSpan;
  };

  it('goes from the browser through the gateway to the worker', () => {
    const atGateway = named(traceId, 'gateway', 'POST /api/v1/classify');
    const atWorker = named(traceId, 'worker', 'classifier.v1.Classifier/Classify');
    expect(atGateway.parentSpanId).toBe(browserSpanId);
    expect(atWorker.parentSpanId).toBe(atGateway.spanId);
    expect([atGateway.kind, atWorker.kind]).toEqual([2, 2]);
  });

  it('shows how the worker spent its time, step by step', () => {
    const call = named(traceId, 'worker', 'classifier.v1.Classifier/Classify');
    const stages = ['decode', 'queue', 'inference'].map((name) => named(traceId, 'worker', name));
    expect(stages.map(({ parentSpanId }) => parentSpanId)).toEqual(stages.map(() => call.spanId));
    const times = stages.flatMap((span) => [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)]);
    const edges = [BigInt(call.startTimeUnixNano), ...times, BigInt(call.endTimeUnixNano)];
    expect([...edges].sort((a, b) => Number(a - b))).toEqual(edges);
  });

  it('of a request whose fault is the caller’s is complete, and no error of ours', () => {
    const atGateway = named(broken.traceId, 'gateway', 'POST /api/v1/classify');
    const atWorker = named(broken.traceId, 'worker', 'classifier.v1.Classifier/Classify');
    expect(atWorker.parentSpanId).toBe(atGateway.spanId);
    expect([atGateway.status.code ?? 0, atWorker.status.code ?? 0]).toEqual([0, 0]);
  });

  it('holds nothing of an image or of a file’s name', () => {
    expect(JSON.stringify(spans)).not.toMatch(/onerror|no image/);
  });
});

async function statusOf(url: string): Promise<number> {
  return await fetch(url).then(
    ({ status }) => status,
    () => 0,
  );
}
