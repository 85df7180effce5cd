import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from './logger.js';
import { continueTrace } from './trace-context.js';
import { startTraced } from './tracing.js';

test('a service without a receiver is returned unchanged', async () => {
  let closes = 0;
  const service = { port: 80, close: async () => void closes++ };
  const traced = await startTraced(
    { service: 'x', endpoint: undefined, logger: silent() },
    async () => service,
  );
  expect(traced.port).toBe(80);
  await traced.close();
  expect(closes).toBe(1);
});

test('a receiver that takes the traces and never answers does not delay the end', async () => {
  const receiver = createServer().listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  onTestFinished(() => void receiver.close());
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const lines: string[] = [];
  const logger = createLogger({
    service: 'x',
    level: 'warn',
    destination: { write: (line) => lines.push(line) },
  });
  const traced = await startTraced({ service: 'x', endpoint, logger }, async () => ({
    close: async () => {},
  }));
  continueTrace(() => undefined).end({ name: 'a request' });
  await traced.close();
  // The end came before the receiver's answer was given up, which takes five seconds.
  expect(lines.join()).toContain('the last traces could not be sent');
  expect(continueTrace(() => undefined).headers.traceparent).toMatch(/-00$/);
});

test('a start that fails rejects with its own error', async () => {
  const failing = () => Promise.reject(new Error('the port is taken'));
  const options = { service: 'x', endpoint: undefined, logger: silent() };
  await expect(startTraced(options, failing)).rejects.toThrow('the port is taken');
});

function silent() {
  return createLogger({ service: 'x', level: 'silent' });
}
