import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { type ErrorCode, modelState, SlcError } from '@slc/domain';
import { afterEach, describe, expect, test } from 'vitest';
import { createClassifierClient } from '../src/index.js';
import { CLASSIFIER } from '../src/service-definition.js';
import { exampleAnswer, fullManifest, startPair } from './examples.js';

type Pair = Awaited<ReturnType<typeof startPair>>;

let pair: Pair | undefined;

afterEach(async () => {
  await pair?.close();
  pair = undefined;
});

async function start(...options: Parameters<typeof startPair>): Promise<Pair> {
  pair = await startPair(...options);
  return pair;
}

const image = Buffer.from('an image');
const timeoutMs = 30_000;

describe('a call', () => {
  test('carries image and options to the handler, and its answer back', async () => {
    let received: unknown;
    const { client } = await start({
      classify: async (request) => {
        received = { ...request, image: Buffer.from(request.image) };
        return exampleAnswer;
      },
    });
    const asked = {
      preview: true,
      explain: 'hirescam',
      explanationOptional: true,
      pictures: ['blended'],
    } as const;
    expect(await client.classify({ image, ...asked }, { timeoutMs })).toEqual(exampleAnswer);
    expect(received).toEqual({ image, ...asked });
    await client.classify({ image }, { timeoutMs });
    expect(received).toEqual({ image, preview: false, explanationOptional: false });
  });

  test('describes the model', async () => {
    const info = {
      state: modelState('ready'),
      model: exampleAnswer.classification.model,
      engine: 'onnx',
      manifest: fullManifest,
    } as const;
    const { client } = await start({ getModelInfo: () => info });
    expect(await client.getModelInfo({ timeoutMs })).toEqual(info);
  });

  test('may be one of many at the same time', async () => {
    const { client } = await start();
    const calls = Array.from({ length: 300 }, () => client.classify({ image }, { timeoutMs: 60_000 }));
    expect(await Promise.all(calls)).toHaveLength(300);
  });
});

describe('an error of the handler', () => {
  test.each<[ErrorCode, status]>([
    ['invalid_image', status.INVALID_ARGUMENT],
    ['overloaded', status.RESOURCE_EXHAUSTED],
    ['model_not_ready', status.UNAVAILABLE],
    ['internal', status.INTERNAL],
  ])('%s reaches the client with its status, message and advice', async (code, grpcStatus) => {
    const { client, errors } = await start({
      classify: async () => {
        throw new SlcError(code, `about ${code}`, { retryAfterMs: 250 });
      },
    });
    await expect(client.classify({ image }, { timeoutMs })).rejects.toMatchObject({
      code,
      message: `about ${code}`,
      retryAfterMs: 250,
      cause: { code: grpcStatus },
    });
    expect(errors).toEqual([`/classifier.v1.Classifier/Classify ${code}`]);
  });

  test('that is no SlcError is internal, and its text stays on the server', async () => {
    const { client, errors } = await start({
      getModelInfo: () => {
        throw new TypeError('secret');
      },
    });
    const error: unknown = await client.getModelInfo({ timeoutMs }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'internal', message: expect.not.stringContaining('secret') });
    expect(errors).toEqual(['/classifier.v1.Classifier/GetModelInfo internal']);
  });
});

describe('an answer that cannot be sent', () => {
  test('is an internal error of the worker', async () => {
    const broken = { ...exampleAnswer.classification, predictions: [5] } as never;
    const { client } = await start({ classify: async () => ({ ...exampleAnswer, classification: broken }) });
    await expect(client.classify({ image }, { timeoutMs })).rejects.toMatchObject({
      code: 'internal',
      cause: { code: status.INTERNAL },
    });
  });
});

describe('the end of a wait', () => {
  test('the deadline ends the call on both sides, as deadline_exceeded', async () => {
    const { client, errors } = await start({ classify: untilAborted });
    // Opens the connection.
    await client.getModelInfo({ timeoutMs: 60_000 });
    await expect(client.classify({ image }, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    await expect.poll(() => errors).toEqual(['/classifier.v1.Classifier/Classify deadline_exceeded']);
  });

  test('a caller that goes away ends the call on both sides, as cancelled', async () => {
    const { client, errors } = await start({ classify: untilAborted });
    // Opens the connection.
    await client.getModelInfo({ timeoutMs: 60_000 });
    const leaving = new AbortController();
    const call = client.classify({ image }, { timeoutMs, signal: leaving.signal });
    setTimeout(() => leaving.abort(), 100);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => errors).toEqual(['/classifier.v1.Classifier/Classify cancelled']);
  });

  test('callers that leave, however many, end no call of those that stay', async () => {
    const { client } = await start({
      classify: ({ preview }, { signal }) =>
        preview ? wait(20).then(() => exampleAnswer) : untilAborted(undefined, { signal }),
    });
    let areLeaving = true;
    const staying = Array.from({ length: 4 }, async () => {
      while (areLeaving) await client.classify({ image, preview: true }, { timeoutMs });
    });
    const outcomes = Promise.allSettled(staying);
    for (let left = 0; left < 3_000; left += 50) {
      const leaving = Array.from({ length: 50 }, () => new AbortController());
      const calls = leaving.map(({ signal }) => client.classify({ image }, { timeoutMs, signal }));
      await wait(5);
      for (const controller of leaving) controller.abort();
      await Promise.allSettled(calls);
    }
    areLeaving = false;
    for (const outcome of await outcomes) expect(outcome).toEqual({ status: 'fulfilled', value: undefined });
  });

  test('a signal that has already aborted sends nothing', async () => {
    let calls = 0;
    const { client } = await start({
      classify: async () => {
        calls += 1;
        return exampleAnswer;
      },
    });
    const call = client.classify({ image }, { timeoutMs, signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await client.getModelInfo({ timeoutMs });
    expect(calls).toBe(0);
  });

  test('the signal of a call that was answered does not abort', async () => {
    let seen: AbortSignal | undefined;
    const { client } = await start({
      classify: async (_, { signal }) => {
        seen = signal;
        return exampleAnswer;
      },
    });
    await client.classify({ image }, { timeoutMs });
    await wait(50);
    expect(seen?.aborted).toBe(false);
  });
});

describe('a hostile or mistaken request', () => {
  test('over the receive limit is image_too_large, reported once, and does no harm', async () => {
    const { client, errors } = await start({}, { maxMessageBytes: 100_000 });
    const tooLarge = client.classify({ image: Buffer.alloc(200_000) }, { timeoutMs });
    await expect(tooLarge).rejects.toMatchObject({ code: 'image_too_large' });
    expect(errors).toEqual(['/classifier.v1.Classifier/Classify image_too_large']);
    await expect(client.classify({ image }, { timeoutMs })).resolves.toEqual(exampleAnswer);
    expect(errors).toHaveLength(1);
  });

  test('over the receive limit ends a stream as image_too_large, reported once', async () => {
    const { client, errors } = await start(
      {
        async classifyStream(request, { signal }, admitted) {
          admitted();
          if (request.image.length === 1) return exampleAnswer;
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
          return exampleAnswer;
        },
      },
      { maxMessageBytes: 100_000 },
    );
    const images = [1, 2, 200_000].map((bytes) => ({ id: `${bytes}`, image: Buffer.alloc(bytes) }));
    const outcomes = client.classifyStream(images);
    await expect(outcomes.next()).resolves.toMatchObject({ value: { id: '1' } });
    await expect(outcomes.next()).rejects.toMatchObject({ code: 'image_too_large' });
    await expect.poll(() => errors).toEqual(['/classifier.v1.Classifier/ClassifyStream image_too_large']);
  });

  test('over the limit of the client itself is image_too_large, and is not sent', async () => {
    const { client, errors } = await start({}, { client: { maxMessageBytes: 1_000 } });
    const tooLarge = { image: Buffer.alloc(1_000) };
    await expect(client.classify(tooLarge, { timeoutMs })).rejects.toMatchObject({ code: 'image_too_large' });
    expect(errors).toEqual([]);
    const outcomes = client.classifyStream([
      { id: '1', image },
      { id: '2', ...tooLarge },
    ]);
    const all = async () => {
      for await (const { error } of outcomes) expect(error).toBeUndefined();
    };
    await expect(all()).rejects.toMatchObject({ code: 'image_too_large' });
  });

  test.each<[string, Buffer]>([
    ['no protobuf at all', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['a field that is longer than the message', Buffer.from([0x0a, 0x7f, 0x00])],
    ['an image of the wrong wire type', Buffer.from([0x08, 0x01])],
  ])('of bytes that are no message is INVALID_ARGUMENT: %s', async (_, bytes) => {
    const { address, errors } = await start();
    await expect(sendRaw(address, bytes)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(errors).toEqual(['/classifier.v1.Classifier/Classify invalid_request']);
  });

  test('without any field reaches the handler as an empty image', async () => {
    const { address } = await start({
      classify: async ({ image: { length }, preview = false }) => {
        throw new SlcError('invalid_image', JSON.stringify({ length, preview }));
      },
    });
    await expect(sendRaw(address, Buffer.alloc(0))).rejects.toMatchObject({
      details: '{"length":0,"preview":false}',
    });
  });
});

describe('a worker that cannot be reached', () => {
  test('is model_not_ready at once, not at the deadline, and is found soon when it comes up', async () => {
    const port = await freePort();
    const client = createClassifierClient({ address: `127.0.0.1:${port}`, maxMessageBytes: 100_000 });
    const startedMs = performance.now();
    await expect(client.getModelInfo({ timeoutMs: 60_000 })).rejects.toMatchObject({
      code: 'model_not_ready',
    });
    expect(performance.now() - startedMs).toBeLessThan(30_000);
    await wait(2_000);

    await start({}, { port });
    await expect
      .poll(() => client.classify({ image }, { timeoutMs: 5_000 }).catch(() => null), {
        timeout: 10_000,
        interval: 50,
      })
      .toEqual(exampleAnswer);
    client.close();
  });

  test('because the client was closed is an error, and closing twice is none', async () => {
    const { client } = await start();
    client.close();
    client.close();
    await expect(client.getModelInfo({ timeoutMs })).rejects.toBeInstanceOf(SlcError);
  });

  test('because its port is taken says so when it starts', async () => {
    const { address } = await start();
    const port = Number(address.split(':')[1]);
    await expect(startPair({}, { port })).rejects.toThrow(`gRPC cannot listen on ${address}`);
  });
});

function untilAborted(_: unknown, { signal }: { signal: AbortSignal }): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** Sends bytes as they are in place of a ClassifyRequest. */
function sendRaw(address: string, bytes: Buffer): Promise<unknown> {
  const stub = new Client(address, credentials.createInsecure());
  const { path } = CLASSIFIER.Classify;
  return new Promise((resolve, reject) => {
    stub.makeUnaryRequest(
      path,
      (value: Buffer) => value,
      (value) => value,
      bytes,
      (error: ServiceError | null, answer) => {
        stub.close();
        if (error === null) resolve(answer);
        else reject(error);
      },
    );
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
