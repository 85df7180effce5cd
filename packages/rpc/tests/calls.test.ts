import { once } from 'node:events';
import { connect, constants } from 'node:http2';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { SlcError } from '@slc/domain';
import { describe, expect, test } from 'vitest';
import { decodeRichStatus } from '../src/google-rpc.js';
import { exampleAnswer } from './examples.js';
import { call, image, METHOD, start } from './pair-in-test.js';

describe('a worker with a limit of calls', () => {
  test('refuses one more at once with advice, and takes calls again when one has ended', async () => {
    let begun = 0;
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const shed = () => new SlcError('overloaded', 'Two are at work.', { retryAfterMs: 250 });
    const { client } = await start(
      {
        classify() {
          begun++;
          return finished.then(() => exampleAnswer);
        },
      },
      { server: { limits: { classify: { calls: 2, shed } } } },
    );
    const running = [1, 2].map(() => client.classify({ image }, call));
    await expect.poll(() => begun).toBe(2);
    await expect(client.classify({ image }, call)).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterMs: 250,
      message: 'Two are at work.',
    });
    finish();
    await Promise.all(running);
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
  });
});

describe('a caller that does not end its call', () => {
  const shed = () => new SlcError('overloaded', 'One is at work.');

  test.each([
    ['sends headers and no message', undefined],
    ['sends a message and no end', Buffer.from([0, 0, 0, 0, 0])],
  ])('loses its place after a while, with a reason: it %s', async (_, sent) => {
    const { client, address, errors } = await start(
      {},
      { server: { limits: { classify: { calls: 1, shed } }, messageTimeoutMs: 300 } },
    );
    const session = connect(`http://${address}`);
    const silent = session.request(METHOD);
    if (sent) silent.write(sent);
    const [headers] = await once(silent, 'response');
    session.destroy();
    expect(headers['grpc-status']).toBe(String(status.DEADLINE_EXCEEDED));
    expect(errors).toEqual(['/classifier.v1.Classifier/Classify deadline_exceeded']);
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
  });

  test('leaves its place to others when it does not read its answer, which only as many may do as there are places', async () => {
    let answered = 0;
    const { client, address } = await start(
      {
        async classify() {
          answered++;
          return exampleAnswer;
        },
      },
      { server: { limits: { classify: { calls: 2, shed } } } },
    );
    const session = connect(`http://${address}`, { settings: { initialWindowSize: 0 } });
    await once(session, 'remoteSettings');
    const ask = async (): Promise<void> => {
      const before = answered;
      session
        .request(METHOD)
        .on('error', () => {})
        .end(Buffer.from([0, 0, 0, 0, 0]));
      await expect.poll(() => answered).toBe(before + 1);
    };
    await ask();
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
    await ask();
    await expect(client.classify({ image }, call)).rejects.toMatchObject({ code: 'overloaded' });
    session.destroy();
    await expect
      .poll(() =>
        client.classify({ image }, call).then(
          () => 'ok',
          () => 'no',
        ),
      )
      .toBe('ok');
  });
});

describe('a caller that reads no answer', () => {
  test.each([
    ['Classify', { calls: 1, message: Buffer.from([0, 0, 0, 0, 0]) }],
    ['ClassifyStream', { calls: 16, message: Buffer.from([0, 0, 0, 0, 3, 0x0a, 1, 0x61]) }],
  ])('loses its call of %s after a while, and others get its place', async (method, { calls, message }) => {
    const shed = () => new SlcError('overloaded', 'One is at work.');
    const { client, address } = await start(
      {},
      { server: { limits: { classify: { calls: 1, shed } }, messageTimeoutMs: 500, readerTimeoutMs: 500 } },
    );
    const askAgain = async (): Promise<string> => {
      try {
        if (method === 'Classify') await client.classify({ image }, call);
        else
          for await (const { error } of client.classifyStream([{ id: '1', image }])) if (error) throw error;
        return 'answered';
      } catch (error) {
        return (error as SlcError).code;
      }
    };
    const session = connect(`http://${address}`, { settings: { initialWindowSize: 0 } });
    await once(session, 'remoteSettings');
    const unread = Array.from({ length: calls }, () =>
      session.request({ ...METHOD, ':path': `/classifier.v1.Classifier/${method}` }).on('error', () => {}),
    );
    for (const asked of unread) asked.end(message);
    await Promise.all(unread.map((asked) => once(asked, 'response')));
    expect(await askAgain()).toBe('overloaded');
    await expect.poll(askAgain).toBe('answered');
    for (const asked of unread) await expect.poll(() => asked.rstCode).toBe(constants.NGHTTP2_CANCEL);
    session.destroy();
  });
});

describe('a connection', () => {
  test('takes an ordinary image in one go, from its first call on', async () => {
    const { address } = await start();
    const session = connect(`http://${address}`);
    session.request(METHOD).end(Buffer.from([0, 0, 0, 0, 0]));
    await expect.poll(() => session.remoteSettings.initialWindowSize).toBe(512 * 1_024);
    expect(session.state.remoteWindowSize).toBeGreaterThan(15 * 1_024 * 1_024);
    session.destroy();
  });
});

describe('a call that ends before it is served', () => {
  const empty = Buffer.from([0, 0, 0, 0, 0]);
  const half = Buffer.from([0, 0, 0, 0, 100, 1]);

  test.each([
    ['its deadline passes while it comes', { 'grpc-timeout': '100m' }, half, false, 'deadline_exceeded'],
    ['its caller leaves while it comes', {}, half, 'leaves', 'cancelled'],
    ['it has no message', {}, undefined, true, 'cancelled'],
    ['it has two messages', {}, Buffer.concat([empty, empty]), true, 'invalid_request'],
    ['it has half of a message', {}, half, true, 'cancelled'],
    [
      'it is packed in no way',
      { 'grpc-encoding': 'gzip' },
      Buffer.from([1, 0, 0, 0, 3, 1, 2, 3]),
      true,
      'invalid_request',
    ],
    ['it is too large unpacked', { 'grpc-encoding': 'gzip' }, packed(200_000), true, 'image_too_large'],
  ] as const)('is reported once: %s', async (_, headers, sent, end, code) => {
    const { address, errors, client } = await start({});
    const session = connect(`http://${address}`);
    const stream = session.request({ ...METHOD, ...headers });
    stream.on('error', () => {}).resume();
    if (sent) stream.write(sent);
    if (end === true) stream.end();
    if (end === 'leaves') setTimeout(() => stream.close(8), 50);
    await expect.poll(() => errors).toEqual([`/classifier.v1.Classifier/Classify ${code}`]);
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
    session.destroy();
    await wait(50);
    expect(errors).toHaveLength(1);
  });

  test('over the receive limit has the status of gRPC, and the reason of an image that is too large', async () => {
    const { address } = await start({});
    const session = connect(`http://${address}`);
    const stream = session.request({ ...METHOD, 'grpc-encoding': 'gzip' });
    stream.on('error', () => {}).end(packed(200_000));
    const [headers] = await once(stream, 'response');
    session.destroy();
    expect(headers['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
    const details = Buffer.from(String(headers['grpc-status-details-bin']), 'base64');
    expect(decodeRichStatus(details)).toMatchObject({ errorInfo: { reason: 'image_too_large' } });
  });
});

/** A message of this many bytes, as gzip packs it. */
function packed(bytes: number): Buffer {
  const message = gzipSync(Buffer.alloc(bytes));
  const head = Buffer.from([1, 0, 0, 0, 0]);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

describe('a client that retries', () => {
  test('asks once more when the worker was not ready, and never when it was busy', async () => {
    const asked: string[] = [];
    const { client } = await start(
      {
        async classify({ image: bytes }) {
          const name = bytes.toString();
          asked.push(name);
          if (name === 'busy') throw new SlcError('overloaded', 'busy', { retryAfterMs: 1 });
          if (name === 'never' || asked.length === 1) throw new SlcError('model_not_ready', 'not yet');
          return exampleAnswer;
        },
      },
      { client: { retries: true } },
    );
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
    await expect(client.classify({ image: Buffer.from('busy') }, call)).rejects.toMatchObject({
      code: 'overloaded',
    });
    await expect(client.classify({ image: Buffer.from('never') }, call)).rejects.toMatchObject({
      code: 'model_not_ready',
      message: 'not yet',
    });
    expect(asked).toEqual(['an image', 'an image', 'busy', 'never', 'never']);
  });

  test('stops repeating when most calls fail, so that an outage does not double the load', async () => {
    let asked = 0;
    const { client } = await start(
      {
        async classify() {
          asked++;
          throw new SlcError('model_not_ready', 'not yet');
        },
      },
      { client: { retries: true } },
    );
    for (let i = 0; i < 20; i++) {
      await client.classify({ image }, call).catch(() => {});
    }
    // Half of the tokens are worth a repetition each, and a repetition that fails takes one too.
    expect(asked).toBeGreaterThan(20);
    const askedBefore = asked;
    for (let i = 0; i < 10; i++) {
      await Promise.allSettled(Array.from({ length: 10 }, () => client.classify({ image }, call)));
    }
    expect(asked).toBe(askedBefore + 100);
  });
});
