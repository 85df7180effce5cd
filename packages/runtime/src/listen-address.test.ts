import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { listen } from './listen.js';
import { addressProblems } from './listen-address.js';

const address = (host: string, port: number, portSetting = 'PORT') => ({
  host,
  port,
  hostSetting: 'HTTP_HOST',
  portSetting,
});

it('has nothing to say of free ports, and leaves them free', async () => {
  const server = createServer();
  const port = await listen(server, '127.0.0.1', 0);
  await new Promise((resolve) => server.close(resolve));
  const addresses = [address('127.0.0.1', port), address('127.0.0.1', 0, 'METRICS_PORT')];
  expect(await addressProblems(addresses)).toEqual([]);
  expect(await addressProblems(addresses)).toEqual([]);
});

it.each(['127.0.0.1', '0.0.0.0'])('names the setting of a port in use on %s', async (host) => {
  const server = createServer();
  const port = await listen(server, host, 0);
  expect(
    await addressProblems([address('127.0.0.1', port), address('127.0.0.1', 0, 'METRICS_PORT')]),
  ).toEqual([
    `PORT: expected a free port, ${port} on 127.0.0.1 is in use. Stop what listens there, or set PORT to another port`,
  ]);
  await new Promise((resolve) => server.close(resolve));
});

it.each([
  // TEST-NET-1 of RFC 5737 is no machine's address, and .invalid of RFC 2606 no machine's name.
  ['192.0.2.1', /EADDRNOTAVAIL/],
  ['nowhere.invalid', /ENOTFOUND|EAI_AGAIN/],
])('names the setting of the host %s once, which is not of this machine', async (host, code) => {
  const problems = await addressProblems([address(host, 0), address(host, 0, 'METRICS_PORT')]);
  expect(problems).toEqual([
    expect.stringContaining(`HTTP_HOST: expected an address of this machine, got "${host}" (`),
  ]);
  expect(problems[0]).toMatch(code);
});

it('names a port that needs privileges', async () => {
  const refusing = async () => {
    throw Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
  };
  expect(await addressProblems([address('127.0.0.1', 80)], refusing)).toEqual([
    'PORT: expected a port that this user may open, 80 is not one (EACCES). Set PORT to one above 1023',
  ]);
});
