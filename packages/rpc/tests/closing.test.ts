import { setTimeout as wait } from 'node:timers/promises';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLASSIFIER } from '../src/service-definition.js';
import { exampleAnswer, startPair } from './examples.js';

describe('closing a server', () => {
  const image = Buffer.from('an image');
  let finish: () => void;
  /** Resolves when the first call has reached its handler. */
  let begun: Promise<void>;
  let pair: Awaited<ReturnType<typeof startPair>>;

  beforeEach(async () => {
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let begin = () => {};
    begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    pair = await startPair({
      classify() {
        begin();
        return finished.then(() => exampleAnswer);
      },
    });
  });

  afterEach(async () => {
    finish();
    await pair.close();
  });

  test('lets a running call finish, and refuses a new one', async () => {
    const running = pair.client.classify({ image }, { timeoutMs: 60_000 });
    await begun;
    const closed = pair.server.close(5_000, 300);
    expect(await pair.client.getModelInfo({ timeoutMs: 5_000 })).toBeDefined();
    await wait(400);
    await expect(pair.client.classify({ image }, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'model_not_ready',
      message: 'The worker is stopping.',
    });
    finish();
    await expect(running).resolves.toEqual(exampleAnswer);
    await closed;
  });

  test('drops a call that outlives the grace period; its caller may try again', async () => {
    const running = pair.client.classify({ image }, { timeoutMs: 60_000 }).catch((error: unknown) => error);
    await begun;
    const startedMs = performance.now();
    await pair.server.close(300);
    expect(performance.now() - startedMs).toBeLessThan(30_000);
    expect(await running).toMatchObject({
      code: 'model_not_ready',
      message: 'The inference worker ended the call before it had answered.',
    });
  });

  test('keeps the running call of a client that sends keepalive pings', async () => {
    const stub = new Client(pair.address, credentials.createInsecure(), {
      'grpc.keepalive_time_ms': 100,
      'grpc.keepalive_timeout_ms': 200,
    });
    const { path, requestSerialize, responseDeserialize } = CLASSIFIER.Classify;
    const running = new Promise<string | undefined>((resolve, reject) => {
      stub.makeUnaryRequest(path, requestSerialize, responseDeserialize, { image }, (error, answer) =>
        error ? reject(error) : resolve(answer?.topClass),
      );
    });
    await begun;
    const closed = pair.server.close(5_000);
    await wait(500);
    finish();
    await expect(running).resolves.toBe('MEL');
    await closed;
    stub.close();
  });

  test('does not wait for a client that is idle, and may be done twice', async () => {
    await pair.client.getModelInfo({ timeoutMs: 5_000 });
    const startedMs = performance.now();
    await Promise.all([pair.server.close(60_000), pair.server.close(60_000)]);
    expect(performance.now() - startedMs).toBeLessThan(30_000);
  });
});
