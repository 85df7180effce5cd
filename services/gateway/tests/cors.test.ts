import { describe, expect, it } from 'vitest';
import { image, start } from './test-gateway.js';

const CLINIC = 'https://clinic.example';

const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  },
});

const corsHeaders = (response: Response) =>
  [...response.headers].filter(([name]) => name.startsWith('access-control-'));

describe('CORS_ORIGINS', () => {
  it('lets pages of these origins ask for answers, and read faults and when to retry', async () => {
    const { base } = await start(undefined, {
      CORS_ORIGINS: `http://localhost:3000,${CLINIC}`,
      RATE_LIMIT_PER_MINUTE: '2',
    });
    const asked = await fetch(`${base}/api/v1/classify`, preflight(CLINIC));
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': CLINIC,
      'access-control-allow-methods': 'GET,HEAD,POST',
      'access-control-allow-headers': expect.stringContaining('Content-Type'),
      'access-control-max-age': '600',
      vary: expect.stringMatching(/origin/i),
    });
    expect(asked.headers.has('access-control-allow-credentials')).toBe(false);
    const classify = () =>
      fetch(`${base}/api/v1/classify`, {
        method: 'POST',
        body: Uint8Array.from(image),
        headers: { origin: CLINIC, 'content-type': 'image/jpeg' },
      });
    for (const expected of [200, 200, 429]) {
      const response = await classify();
      expect(response.status).toBe(expected);
      expect(corsHeaders(response)).toEqual(
        expect.arrayContaining([
          ['access-control-allow-origin', CLINIC],
          ['access-control-expose-headers', 'Retry-After,Inference-Header-Content-Length'],
        ]),
      );
    }
  });

  it.each(['https://other.example', 'https://clinic.example.evil', 'http://clinic.example', 'null'])(
    'says nothing to a page of %s',
    async (origin) => {
      const { base } = await start(undefined, { CORS_ORIGINS: CLINIC });
      const answers = [
        await fetch(`${base}/api/v1/model`, { headers: { origin } }),
        await fetch(`${base}/api/v1/classify`, preflight(origin)),
      ];
      for (const response of answers) expect(response.headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  it('opens the API and the Open Inference Protocol alone: no page, no probe, no asset', async () => {
    const { base } = await start(undefined, { CORS_ORIGINS: CLINIC, BASE_PATH: '/derm' });
    for (const path of ['/', '/derm/', '/model-info', '/livez', '/readyz', '/assets/style.css']) {
      const response = await fetch(base + path, { headers: { origin: CLINIC } });
      expect(corsHeaders(response)).toEqual([]);
    }
    const response = await fetch(`${base}/derm/api/v1/model`, { headers: { origin: CLINIC } });
    expect(response.headers.get('access-control-allow-origin')).toBe(CLINIC);
  });

  it('is closed unless it is set', async () => {
    const { base } = await start();
    const response = await fetch(`${base}/api/v1/model`, { headers: { origin: CLINIC } });
    expect(corsHeaders(response)).toEqual([]);
    expect((await fetch(`${base}/api/v1/classify`, preflight(CLINIC))).status).toBe(405);
  });
});
