import { connect } from 'node:net';
import { Counter, Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from './logger.js';
import { type MetricsServer, startMetricsServer } from './metrics-server.js';

let registry: Registry;
let server: MetricsServer;

beforeEach(async () => {
  registry = new Registry();
  new Counter({ name: 'slc_test_total', help: 'For the test.', registers: [registry] }).inc(3);
  server = await start(0);
});

afterEach(() => server.close());

describe('the metrics server', () => {
  test('serves the registry to Prometheus', async () => {
    const response = await fetch(url('/metrics'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toContain('slc_test_total 3');
  });

  test.each<[string, string, number]>([
    ['GET', '/', 404],
    ['GET', '/metrics/', 404],
    ['GET', '/..%2fmetrics', 404],
    ['POST', '/metrics', 405],
    ['DELETE', '/metrics', 405],
    ['HEAD', '/metrics', 200],
    ['GET', '/metrics?name[]=x', 200],
  ])('answers %s %s with %d', async (method, path, expected) => {
    expect((await fetch(url(path), { method })).status).toBe(expected);
  });

  test('answers 500 when a metric cannot be collected, and lives on', async () => {
    let isBroken = true;
    new Counter({
      name: 'slc_broken_total',
      help: 'For the test.',
      registers: [registry],
      collect() {
        if (isBroken) throw new Error('cannot collect');
      },
    });
    expect((await fetch(url('/metrics'))).status).toBe(500);
    isBroken = false;
    expect((await fetch(url('/metrics'))).status).toBe(200);
  });

  test('rejects when its port is taken', async () => {
    await expect(start(server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('closes although someone stays connected, and may be closed twice', async () => {
    const socket = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.on('error', () => {});
    socket.write('GET /metrics HTTP/1.1\r\n');
    await Promise.all([server.close(), server.close()]);
    await expect(fetch(url('/metrics'))).rejects.toThrow();
  });
});

function start(port: number): Promise<MetricsServer> {
  const logger = createLogger({ service: 'x', level: 'silent' });
  return startMetricsServer({ registry, host: '127.0.0.1', port, logger });
}

function url(path: string): string {
  return `http://127.0.0.1:${server.port}${path}`;
}
