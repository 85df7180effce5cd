import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openUpload, post } from './running-gateway.js';
import { heldBack, image, start } from './test-gateway.js';

/** What is not over by itself is only then cut. */
const PATIENT = { SHUTDOWN_GRACE_MS: '60000' };

describe('stopping', () => {
  it('answers what is in flight, takes nothing new, and does not wait for idle connections', async () => {
    const { finish, classify, begun } = heldBack();
    const { base, gateway, lines } = await start(classify, PATIENT);
    await fetch(`${base}/livez`);
    const inFlight = post(base, image);
    await begun;
    const startedMs = performance.now();
    const closing = gateway.close();
    // A request of the first moment is still answered, as the last of its connection.
    const late = await fetch(`${base}/livez`);
    expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
    await wait(500);
    await expect(fetch(`${base}/livez`)).rejects.toThrow();
    finish();
    expect((await inFlight).status).toBe(200);
    await closing;
    expect(performance.now() - startedMs).toBeLessThan(30_000);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('answers 503 to requests that outlast the grace time, before it cuts their connections', async () => {
    const { classify, begun } = heldBack();
    const { base, gateway } = await start(classify, { SHUTDOWN_GRACE_MS: '1000' });
    const inFlight = post(base, image);
    await begun;
    await gateway.close();
    const answer = await inFlight;
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({
      code: 'model_not_ready',
      detail: expect.stringMatching(/is stopping/),
    });
  });

  it('closes the connection of a client that sent `Expect: 100-continue`', async () => {
    const { finish, classify, begun } = heldBack();
    const { base, gateway } = await start(classify, PATIENT);
    const headers = { 'content-length': image.length, expect: '100-continue', connection: 'keep-alive' };
    const { request, answer } = openUpload(base, headers);
    request.once('continue', () => request.end(image));
    request.flushHeaders();
    await begun;
    const startedMs = performance.now();
    const closing = gateway.close();
    setTimeout(finish, 500);
    expect((await answer).status).toBe(200);
    await closing;
    expect(performance.now() - startedMs).toBeLessThan(30_000);
  });
});
