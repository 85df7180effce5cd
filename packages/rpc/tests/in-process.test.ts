import { SlcError } from '@slc/domain';
import { afterEach, describe, expect, test } from 'vitest';
import { createClassifierClient } from '../src/index.js';
import { exampleAnswer } from './examples.js';
import { call, image, start } from './pair-in-test.js';

describe('a client in the process of its server', () => {
  let opened: ReturnType<typeof createClassifierClient> | undefined;
  afterEach(() => opened?.close());

  /** Beside the client that `start` gives, one that has no address to go to. */
  async function startInProcess(...options: Parameters<typeof start>) {
    const { server, errors } = await start(...options);
    const { inProcess } = server;
    opened = createClassifierClient({ address: '127.0.0.1:1', maxMessageBytes: 100_000, inProcess });
    return { client: opened, server, errors };
  }

  test('gets the answer that it would get over a connection', async () => {
    const { client } = await startInProcess();
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
    expect((await client.getModelInfo(call)).state.phase).toBe('starting');
  });

  test('gives the handler the image, the headers and the time that is left', async () => {
    const { client } = await startInProcess({
      async classify(request, { header, timeoutMs }) {
        expect(Buffer.from(request.image)).toEqual(image);
        expect(header('traceparent')).toBe('00-trace');
        expect(timeoutMs).toBeGreaterThan(0);
        expect(timeoutMs).toBeLessThanOrEqual(call.timeoutMs);
        return exampleAnswer;
      },
    });
    await client.classify({ image }, { ...call, headers: { traceparent: '00-trace' } });
  });

  test('gets the error of a handler without its cause, and the server reports it', async () => {
    const { client, errors } = await startInProcess({
      classify() {
        throw new SlcError('overloaded', 'Too many.', { retryAfterMs: 250, cause: new Error('secret') });
      },
    });
    const error = await client.classify({ image }, call).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'overloaded', message: 'Too many.', retryAfterMs: 250 });
    expect(JSON.stringify(error.cause)).not.toContain('secret');
    expect(errors).toEqual(['/classifier.v1.Classifier/Classify overloaded']);
  });

  test('gets deadline_exceeded at its deadline, and the handler is told', async () => {
    let reason: unknown;
    const { client, errors } = await startInProcess({
      classify: (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            resolve(exampleAnswer);
          });
        }),
    });
    const answer = client.classify({ image }, { timeoutMs: 20 });
    await expect(answer).rejects.toMatchObject({ code: 'deadline_exceeded' });
    expect(reason).toMatchObject({ code: 'deadline_exceeded' });
    expect(errors).toEqual(['/classifier.v1.Classifier/Classify deadline_exceeded']);
  });

  test('that gives its call up cancels it at the handler', async () => {
    const controller = new AbortController();
    let reason: unknown;
    const { client } = await startInProcess({
      classify(_, { signal }) {
        controller.abort();
        reason = signal.reason;
        return new Promise(() => {});
      },
    });
    const answer = client.classify({ image }, { ...call, signal: controller.signal });
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(reason).toMatchObject({ code: 'cancelled' });
  });

  test('is refused an image over the limit of the server', async () => {
    const { client } = await startInProcess();
    const answer = client.classify({ image: Buffer.alloc(100_001) }, call);
    await expect(answer).rejects.toMatchObject({ code: 'image_too_large' });
  });

  test('is refused one call more than the limit, and answered again when one has ended', async () => {
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const shed = () => new SlcError('overloaded', 'One is at work.', { retryAfterMs: 250 });
    const { client } = await startInProcess(
      { classify: () => finished.then(() => exampleAnswer) },
      { server: { limits: { classify: { calls: 1, shed } } } },
    );
    const running = client.classify({ image }, call);
    const refused = client.classify({ image }, call);
    await expect(refused).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 250 });
    finish();
    await running;
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
  });

  test('is refused when the server stops', async () => {
    const { client, server } = await startInProcess();
    await server.close(0);
    await expect(client.classify({ image }, call)).rejects.toMatchObject({ code: 'model_not_ready' });
  });
});
