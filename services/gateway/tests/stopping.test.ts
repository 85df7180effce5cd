import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openUpload, post } from './running-gateway.js';
import { heldBack, image, start } from './test-gateway.js';

describe('stopping', () => {
  it('answers what is in flight, takes nothing new, and does not wait for idle connections', async () => {
    const { finish, classify } = heldBack();
    const { base, gateway, lines } = await start(classify);
    await fetch(`${base}/livez`);
    const inFlight = post(base, image);
    await wait(100);
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
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('answers 503 to requests that outlast the grace time, before it cuts their connections', async () => {
    const { base, gateway } = await start(() => new Promise(() => {}), { SHUTDOWN_GRACE_MS: '1000' });
    const inFlight = post(base, image);
    await wait(100);
    const startedMs = performance.now();
    await gateway.close();
    const answer = await inFlight;
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({
      code: 'model_not_ready',
      detail: expect.stringMatching(/is stopping/),
    });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  it('closes the connection of a client that sent `Expect: 100-continue`', async () => {
    const { finish, classify } = heldBack();
    const { base, gateway } = await start(classify);
    const headers = { 'content-length': image.length, expect: '100-continue', connection: 'keep-alive' };
    const { request, answer } = openUpload(base, headers);
    request.once('continue', () => request.end(image));
    request.flushHeaders();
    await wait(200);
    const startedMs = performance.now();
    const closing = gateway.close();
    setTimeout(finish, 500);
    expect((await answer).status).toBe(200);
    await closing;
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });
});
