import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SlcError } from '@slc/domain';
import { afterEach, describe, expect, test } from 'vitest';
import type { StreamImage, StreamOutcome } from '../src/index.js';
import { exampleAnswer, startPair } from './examples.js';

let pair: Awaited<ReturnType<typeof startPair>>;
afterEach(() => pair.close());

const start = async (...options: Parameters<typeof startPair>) => {
  pair = await startPair(...options);
  return pair;
};

function* images(count: number, bytes = 4): Generator<StreamImage> {
  for (let i = 0; i < count; i++) yield { id: `image ${i}`, image: Buffer.alloc(bytes, i) };
}

async function collect(outcomes: AsyncIterable<StreamOutcome>): Promise<StreamOutcome[]> {
  const all = [];
  for await (const outcome of outcomes) all.push(outcome);
  return all;
}

/** Bytes in buffers of this process, after garbage collection. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  // Some buffers are given back only after those that held them.
  for (let i = 0; i < 2; i++) collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

/** Waits, since what a connection closed before has held is given back a while after it. */
const expectHeld = (fewerThan: number, imageBytes: number) =>
  expect.poll(() => heldBytes() / imageBytes, { timeout: 10_000, interval: 200 }).toBeLessThan(fewerThan);

describe('a stream of images', () => {
  test('answers each once by its id, as answers are ready', async () => {
    let answered = () => {};
    const anotherIsAnswered = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const { client } = await start({
      async classifyStream({ image }, _call, admitted) {
        admitted();
        if (image[0] === 0) await anotherIsAnswered;
        return exampleAnswer;
      },
    });
    const outcomes: StreamOutcome[] = [];
    for await (const outcome of client.classifyStream(images(50))) {
      outcomes.push(outcome);
      answered();
    }
    expect(outcomes[0]?.id).not.toBe('image 0');
    expect(outcomes.map(({ id }) => id).toSorted()).toEqual([...images(50)].map(({ id }) => id).toSorted());
    expect(outcomes.find(({ id }) => id === 'image 0')?.classified).toEqual(exampleAnswer);
  });

  test('gives an error as the answer to its image, and goes on', async () => {
    const { client, errors } = await start({
      async classifyStream({ image }) {
        if (image[0] === 1) throw new SlcError('invalid_image', 'image: expected more');
        if (image[0] === 2) throw new Error('a bug');
        return exampleAnswer;
      },
    });
    const outcomes = await collect(client.classifyStream(images(4)));
    const codes = Object.fromEntries(outcomes.map(({ id, error }) => [id, error?.code ?? 'ok']));
    expect(codes).toEqual({
      'image 0': 'ok',
      'image 1': 'invalid_image',
      'image 2': 'internal',
      'image 3': 'ok',
    });
    expect(errors.toSorted()).toEqual([
      '/classifier.v1.Classifier/ClassifyStream internal',
      '/classifier.v1.Classifier/ClassifyStream invalid_image',
    ]);
  });

  test('works on no more images at a time than its window', async () => {
    let atWork = 0;
    let most = 0;
    const { client } = await start(
      {
        async classifyStream(_request, _call, admitted) {
          admitted();
          most = Math.max(most, ++atWork);
          await wait(1);
          atWork--;
          return exampleAnswer;
        },
      },
      { server: { streamWindow: 3 } },
    );
    expect(await collect(client.classifyStream(images(100)))).toHaveLength(100);
    expect(most).toBe(3);
  });

  test('holds one image that waits for room, however many streams there are and however big their images', async () => {
    const imageBytes = 1_000_000;
    let makeRoom = (): void => {};
    const room = new Promise<void>((resolve) => {
      makeRoom = resolve;
    });
    let waiting = 0;
    const { client } = await start(
      {
        async classifyStream(_request, _call, admitted) {
          waiting++;
          await room;
          waiting--;
          admitted();
          return exampleAnswer;
        },
      },
      { maxMessageBytes: 2 * imageBytes, server: { streamWindow: 16 } },
    );
    const image = Buffer.alloc(imageBytes, 1);
    const streams = Array.from({ length: 8 }, () =>
      collect(client.classifyStream(Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, image })))),
    );
    await expect.poll(() => waiting).toBe(8);
    await wait(500);
    expect(waiting).toBe(8);
    // Two and a half at the server, since grpc-js keeps the parts of a message until the next begins, and half of that comes
    // unasked; three at the client, on their way.
    await expectHeld(8 * (2.5 + 3) + 4, imageBytes);
    makeRoom();
    for (const outcomes of await Promise.all(streams)) expect(outcomes).toHaveLength(20);
  });

  test('holds no image whose answer waits for its reader', async () => {
    const imageBytes = 1_000_000;
    const preview = Buffer.alloc(200_000, 1);
    let answered = 0;
    const { client } = await start(
      {
        async classifyStream(_request, _call, admitted) {
          admitted();
          answered++;
          return { ...exampleAnswer, preview };
        },
      },
      { maxMessageBytes: 2 * imageBytes, server: { streamWindow: 16 } },
    );
    const image = Buffer.alloc(imageBytes, 1);
    const outcomes = client.classifyStream(Array.from({ length: 100 }, (_, i) => ({ id: `${i}`, image })));
    await outcomes.next();
    await expect.poll(() => answered).toBeGreaterThan(16);
    await wait(500);
    await expectHeld(16, imageBytes);
    expect(await collect(outcomes)).toHaveLength(99);
  });

  test('takes no more images while its answers are not read, and none is lost when they are', async () => {
    let taken = 0;
    const preview = Buffer.alloc(20_000, 1);
    const { client } = await start({ classifyStream: async () => ({ ...exampleAnswer, preview }) });
    const counted = function* () {
      for (const image of images(2_000, 4_000)) {
        taken++;
        yield image;
      }
    };
    const outcomes = client.classifyStream(counted());
    await outcomes.next();
    await wait(500);
    const takenMeanwhile = taken;
    await wait(300);
    expect(taken).toBe(takenMeanwhile);
    expect(taken).toBeLessThan(500);
    expect(await collect(outcomes)).toHaveLength(1_999);
  });

  test('waits for a reader that pauses for longer than either side may be silent', async () => {
    const preview = Buffer.alloc(20_000, 1);
    const { client } = await start(
      { classifyStream: async () => ({ ...exampleAnswer, preview }) },
      { server: { messageTimeoutMs: 300 } },
    );
    const outcomes = client.classifyStream(images(200), { silenceMs: 300 });
    await outcomes.next();
    await wait(1_000);
    expect(await collect(outcomes)).toHaveLength(199);
  });

  test('ends when it brings nothing for too long, and not while anything is at work', async () => {
    const { client } = await start(
      {
        async classifyStream({ image: [seconds] }, _call, admitted) {
          admitted();
          await wait(seconds === 0 ? 400 : 0);
          return exampleAnswer;
        },
      },
      { server: { messageTimeoutMs: 200 } },
    );
    const seen: string[] = [];
    const silent = async () => {
      const endless = async function* () {
        yield* images(2);
        await new Promise(() => {});
      };
      for await (const { id } of client.classifyStream(endless())) seen.push(id);
    };
    await expect(silent()).rejects.toMatchObject({
      code: 'deadline_exceeded',
      message: 'The stream brought nothing for 0.2 s: expected an image, or its end.',
    });
    expect(seen).toEqual(['image 1', 'image 0']);
  });

  test('stops the work of a caller that stops reading for good', async () => {
    let begun = 0;
    let aborted = 0;
    const { client } = await start({
      async classifyStream(_request, { signal }, admitted) {
        admitted();
        if (begun++ === 0) return exampleAnswer;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        aborted++;
        throw signal.reason;
      },
    });
    for await (const { id } of client.classifyStream(images(1_000))) {
      expect(id).toBe('image 0');
      break;
    }
    await expect.poll(() => aborted).toBe(begun - 1);
    expect(begun).toBeLessThan(10);
  });

  test('ends with its caller’s signal, and with what its images throw', async () => {
    const { client } = await start({ classifyStream: () => new Promise(() => {}) });
    const signal = AbortSignal.timeout(100);
    await expect(collect(client.classifyStream(images(3), { signal }))).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    const broken = async function* (): AsyncGenerator<StreamImage> {
      yield* images(1);
      throw new SlcError('not_found', 'the file is gone');
    };
    await expect(collect(client.classifyStream(broken()))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('notices a worker that has fallen silent', async () => {
    const { client } = await start({ classifyStream: () => new Promise(() => {}) });
    await expect(collect(client.classifyStream(images(1), { silenceMs: 100 }))).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringContaining('silent for 100 ms'),
    });
  });

  test('answers what was taken when the worker stops, and then says so', async () => {
    let begun = 0;
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const { client, server } = await start({
      async classifyStream(_request, _call, admitted) {
        admitted();
        begun++;
        await finished;
        return exampleAnswer;
      },
    });
    const endless = async function* (): AsyncGenerator<StreamImage> {
      yield* images(2);
      await new Promise(() => {});
    };
    const outcomes = client.classifyStream(endless());
    const first = outcomes.next();
    await expect.poll(() => begun).toBe(2);
    const closed = server.close(5_000);
    setTimeout(finish, 100);
    expect((await first).value).toMatchObject({ id: 'image 0' });
    expect((await outcomes.next()).value).toMatchObject({ id: 'image 1' });
    await expect(outcomes.next()).rejects.toMatchObject({
      code: 'model_not_ready',
      message: 'The worker is stopping.',
    });
    await closed;
  });

  test('refuses an id that is too long, as the outcome of its image', async () => {
    const { client } = await start();
    const [outcome] = await collect(
      client.classifyStream([{ id: 'x'.repeat(2_000), image: Buffer.alloc(1) }]),
    );
    expect(outcome?.error?.code).toBe('invalid_request');
    expect(outcome?.id).toBe('x'.repeat(1_024));
  });
});
