import { expect, test } from 'vitest';
import { closeInOrder } from './close-in-order.js';
import { createLogger } from './logger.js';

test('closes one thing after the other has closed', async () => {
  const events: string[] = [];
  const step = (name: string) => ({
    name,
    close: async () => {
      events.push(`${name} begins`);
      await Promise.resolve();
      events.push(`${name} ends`);
    },
  });
  await closeInOrder([step('server'), step('engine')], silent());
  expect(events).toEqual(['server begins', 'server ends', 'engine begins', 'engine ends']);
});

test('closes the rest when a step fails, logs the failure, and rejects at the end', async () => {
  const lines: string[] = [];
  const closed: string[] = [];
  const logger = createLogger({
    service: 'x',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  const broken = new Error('broken pipe');
  const closing = closeInOrder(
    [
      { name: 'rejects', close: () => Promise.reject(broken) },
      {
        name: 'throws',
        close: () => {
          throw broken;
        },
      },
      {
        name: 'closes',
        close: () => {
          closed.push('closes');
        },
      },
    ],
    logger,
  );
  await expect(closing).rejects.toMatchObject({ errors: [broken, broken] });
  expect(closed).toEqual(['closes']);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { step: 'rejects', err: { message: 'broken pipe' } },
    { step: 'throws', err: { message: 'broken pipe' } },
  ]);
});

function silent() {
  return createLogger({ service: 'x', level: 'silent' });
}
