import { promises as dns, type LookupAddress } from 'node:dns';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type ClassifierServer, createClassifierClient } from '../src/index.js';
import { exampleAnswer, startPair } from './examples.js';

const image = Buffer.from('an image');
const call = { timeoutMs: 5_000 };
const NAME = 'workers.example';

/** What the name stands for now. All of 127.0.0.0/8 is this machine, on Linux. */
let addresses: readonly string[] = [];
const lookup = dns.lookup;
const ours = async (host: string): Promise<LookupAddress[]> => {
  if (host !== NAME) return await lookup(host, { all: true });
  return addresses.map((address) => ({ address, family: 4 }));
};

const servers: ClassifierServer[] = [];
afterEach(async () => {
  Object.assign(dns, { lookup });
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
});

/** A worker at an address that counts its calls. */
async function startAt(host: string, port: number) {
  let calls = 0;
  const classify = async () => {
    calls++;
    return exampleAnswer;
  };
  const { server, client, address } = await startPair({ classify }, { host, port });
  client.close();
  servers.push(server);
  return { server, port: Number(address.split(':')[1]), calls: () => calls };
}

describe.skipIf(process.platform !== 'linux')('several workers behind one name (Linux only)', () => {
  test('get calls in turn; one that joins gets some, one that leaves none, and no call fails', async () => {
    // What grpc-js asks. Its answers are the only thing here that is not real.
    Object.assign(dns, { lookup: ours });
    const first = await startAt('127.0.0.2', 0);
    const second = await startAt('127.0.0.3', first.port);
    addresses = ['127.0.0.2', '127.0.0.3'];
    const client = createClassifierClient({
      address: `${NAME}:${first.port}`,
      maxMessageBytes: 10_000,
      retries: true,
    });
    const ask = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) await client.classify({ image }, call);
    };
    await expect
      .poll(async () => ask(4).then(() => [first.calls() > 0, second.calls() > 0]))
      .toEqual([true, true]);
    const before = [first.calls(), second.calls()];
    await ask(20);
    expect([first.calls() - (before[0] ?? 0), second.calls() - (before[1] ?? 0)]).toEqual([10, 10]);

    const third = await startAt('127.0.0.4', first.port);
    addresses = ['127.0.0.3', '127.0.0.4'];
    const closing = first.server.close(2_000);
    await expect.poll(async () => ask(4).then(() => third.calls() > 0), { timeout: 10_000 }).toBe(true);
    await closing;
    const [firstBefore, secondBefore, thirdBefore] = [first.calls(), second.calls(), third.calls()];
    await ask(10);
    expect(first.calls()).toBe(firstBefore);
    expect([second.calls() - secondBefore, third.calls() - thirdBefore]).toEqual([5, 5]);
    client.close();
  });

  test('are found after a while when they join, while calls and streams that run stay where they are', async () => {
    Object.assign(dns, { lookup: ours });
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const slow = async () => {
      await released;
      return exampleAnswer;
    };
    const lone = await startPair({ classify: slow, classifyStream: slow }, { host: '127.0.0.2' });
    lone.client.close();
    servers.push(lone.server);
    const port = Number(lone.address.split(':')[1]);
    addresses = ['127.0.0.2'];
    const client = createClassifierClient({
      address: `${NAME}:${port}`,
      maxMessageBytes: 10_000,
      renewAfterMs: 100,
    });
    const running = [
      client.classify({ image }, call).then(() => 'ok'),
      client
        .classifyStream([{ id: '1', image }])
        .next()
        .then(({ value }) => value.id),
    ];
    await sleep(200);

    const joined = await startAt('127.0.0.3', port);
    addresses = ['127.0.0.3'];
    await expect.poll(() => client.classify({ image }, call).then(joined.calls)).toBeGreaterThan(0);
    await sleep(200);
    await client.classify({ image }, call);
    release();
    expect(await Promise.all(running)).toEqual(['ok', '1']);
    client.close();
  });
});
