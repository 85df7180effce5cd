import { modelState } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { post } from './running-gateway.js';
import { image, start } from './test-gateway.js';

describe('a rate limit', () => {
  it('refuses an address that asks too often, by its forwarded address behind a proxy, and spares probes', async () => {
    const { base } = await start(undefined, { RATE_LIMIT_PER_MINUTE: '2', TRUST_PROXY: '1' });
    const from = (address: string) => post(base, image, { 'x-forwarded-for': address });
    expect((await from('203.0.113.1')).status).toBe(200);
    expect((await from('203.0.113.1')).headers.get('ratelimit')).toContain('remaining=0');
    const refused = await from('203.0.113.1');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
    expect((await from('203.0.113.2')).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await fetch(`${base}/readyz`)).status).toBe(200);
  });

  it('ignores a forwarded address unless TRUST_PROXY is set', async () => {
    const { base } = await start(undefined, { RATE_LIMIT_PER_MINUTE: '1' });
    const from = (address: string) => post(base, image, { 'x-forwarded-for': address });
    expect((await from('203.0.113.1')).status).toBe(200);
    expect((await from('203.0.113.2')).status).toBe(429);
  });

  it('is off by default', async () => {
    const { base } = await start();
    for (let i = 0; i < 30; i++) expect((await fetch(`${base}/api/docs`)).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each(['/api', '/api/nothing', '/API/v1/nothing'])(
    'of %s that is an error is a problem',
    async (path) => {
      const { base } = await start();
      const answer = await fetch(base + path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await answer.json()).toMatchObject({
        code: 'not_found',
        detail: `GET ${path}: there is no such address`,
      });
    },
  );

  it.each([
    ['an answer', '/api/v1/model'],
    ['an error', '/api/v1/nothing'],
    ['a page', '/'],
  ])('%s has headers that forbid what is not needed', async (_, path) => {
    const { base } = await start();
    const { headers } = await fetch(base + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
  });
});

describe('the log', () => {
  const getModelInfo = (phase: 'ready' | 'fetching') => () => ({
    state: modelState(phase),
    model: null,
    engine: null,
    manifest: null,
  });
  const PROBES = ['/livez', '/readyz', '/v2/health/live', '/v2/health/ready'];

  it('has a line for each request, and none for a probe that finds nothing wrong', async () => {
    const { base, lines } = await start(undefined, {}, getModelInfo('ready'));
    for (const path of [...PROBES, '/api/v1/nothing']) await (await fetch(base + path)).text();
    const routes = () => lines.filter(({ msg }) => msg === 'request').map(({ route }) => route);
    await expect.poll(routes).toContain('other');
    expect(routes()).toEqual(['other']);
  });

  it('has a line for a probe that says that nothing is served', async () => {
    const { base, lines } = await start(undefined, {}, getModelInfo('fetching'));
    for (const path of PROBES) await (await fetch(base + path)).text();
    const requests = () => lines.filter(({ msg }) => msg === 'request');
    await expect.poll(() => requests().length).toBe(2);
    expect(requests()).toMatchObject([
      { route: '/readyz', status: 503 },
      { route: '/v2/health/ready', status: 503 },
    ]);
  });
});
