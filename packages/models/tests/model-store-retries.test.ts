import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fetchAll, file, hub, pointerPath } from './fetch-from-stand-in.js';

describe('a fault that passes', () => {
  const status =
    (code: number, headers = {}) =>
    (_: unknown, response: import('node:http').ServerResponse) => {
      response.writeHead(code, headers).end();
      return true;
    };

  it.each([429, 500, 503])('of status %i is tried again, until it is over', async (code) => {
    let left = 2;
    hub.misbehaviour = { hub: (request, response) => left-- > 0 && status(code)(request, response) };
    const reports = await fetchAll();
    expect(reports.filter(({ kind }) => kind === 'retrying')).toHaveLength(2);
  });

  it('is not tried again before the time that the host names', async () => {
    let first = true;
    hub.misbehaviour = {
      content(request, response) {
        if (!first) return false;
        first = false;
        return status(503, { 'retry-after': '1' })(request, response);
      },
    };
    const startedMs = performance.now();
    const reports = await fetchAll();
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1_000);
    expect(reports.find(({ kind }) => kind === 'retrying')).toMatchObject({ pauseMs: 1_000 });
  });

  it('that would last too long is reported with its time', async () => {
    hub.misbehaviour = { hub: status(429, { 'retry-after': '3600' }) };
    await expect(fetchAll()).rejects.toMatchObject({
      retryAfterMs: 3_600_000,
      message: expect.stringMatching(/fewer requests/),
    });
    expect(hub.seen).toHaveLength(1);
  });

  it('of an address whose signature has run out is cured by asking the Hub again', async () => {
    let first = true;
    hub.misbehaviour = {
      content(request, response) {
        if (!first) return false;
        first = false;
        return status(403)(request, response);
      },
    };
    await fetchAll();
    expect(hub.seen.map(({ host }) => host)).toEqual(['hub', 'hub', 'content', 'hub', 'content']);
  });

  it.each([204, 205])('of an answer without a body (%i) is tried again', async (code) => {
    let first = true;
    hub.misbehaviour = {
      content(request, response) {
        if (!first) return false;
        first = false;
        return status(code)(request, response);
      },
    };
    const reports = await fetchAll();
    expect(reports.filter(({ kind }) => kind === 'retrying')).toHaveLength(1);
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
  });
});
