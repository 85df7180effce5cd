import { describe, expect, test } from 'vitest';
import { createLogger, type Logger } from './logger.js';

describe('a line', () => {
  test('is JSON with service, level by name, time and a message', () => {
    const line = logged((logger) => logger.warn({ sizeBytes: 12 }, 'something happened'));
    expect(line).toMatchObject({
      service: 'worker',
      level: 'warn',
      sizeBytes: 12,
      msg: 'something happened',
    });
    expect(line).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/));
  });

  test('below the level is not written', () => {
    expect(logged((logger) => logger.debug('quiet'))).toBeUndefined();
  });

  test('of an error has its type, message, stack and causes', () => {
    const error = new RangeError('outer', { cause: new Error('inner') });
    expect(logged((logger) => logger.error({ err: error }, 'failed'))).toMatchObject({
      err: {
        type: 'RangeError',
        message: 'outer: inner',
        stack: expect.stringContaining('caused by: Error: inner'),
      },
    });
  });

  test('of a thrown value that is no error shows the value', () => {
    expect(logged((logger) => logger.error({ err: 'a string' }, 'failed'))).toMatchObject({
      err: 'a string',
    });
  });
});

describe('a long text', () => {
  test.each<[string, (logger: Logger, text: string) => void]>([
    ['in a field', (logger, text) => logger.info({ place: { name: text } })],
    ['in an error', (logger, text) => logger.error({ err: new Error(text) }, 'failed')],
  ])('is cut %s', (_, log) => {
    const line = JSON.stringify(logged((logger) => log(logger, 'x'.repeat(5_000_000))));
    expect(line.length).toBeLessThan(50_000);
    expect(line).toMatch(/x… \[5\d+ characters\]/);
  });
});

test('a stranger’s word has no command for a terminal', () => {
  const word = '\u001b[2J\u009b2J\u202egnp.exe\u2028';
  const line = logged((logger) => logger.info({ name: word }, 'opened'));
  expect(line).toHaveProperty('name', '\u001b[2J\\u{9b}2J\\u{202e}gnp.exe\\u{2028}');
});

describe('what must not be logged', () => {
  const secret = 'do-not-tell';

  test.each<[string, (logger: Logger) => void]>([
    ['a token', (logger) => logger.info({ token: secret })],
    ['a setting', (logger) => logger.info({ env: { HF_TOKEN: secret, AUTH_TOKEN: secret } })],
    ['a header', (logger) => logger.info({ request: { headers: { Authorization: `Bearer ${secret}` } } })],
    ['a cookie in a list', (logger) => logger.info({ list: [{ 'set-cookie': [secret] }] })],
    [
      'a field of an error',
      (logger) => logger.error({ err: Object.assign(new Error('x'), { token: secret }) }),
    ],
    [
      'a field of one error among several',
      (logger) =>
        logger.error(new AggregateError([Object.assign(new Error('x'), { token: secret })], 'several')),
    ],
  ])('%s is redacted', (_, log) => {
    const line = JSON.stringify(logged(log));
    expect(line).not.toContain(secret);
    expect(line).toContain('[redacted]');
  });

  test.each<[string, unknown, string]>([
    ['a Buffer', Buffer.alloc(5_000), '[5000 bytes]'],
    ['a typed array', new Float32Array(3), '[12 bytes]'],
    ['an ArrayBuffer', new ArrayBuffer(7), '[7 bytes]'],
  ])('%s is logged by its length', (_, bytes, expected) => {
    expect(logged((logger) => logger.info({ image: bytes, nested: [{ bytes }] }))).toMatchObject({
      image: expected,
      nested: [{ bytes: expected }],
    });
  });

  test('a circular reference ends', () => {
    const circle: Record<string, unknown> = { name: 'circle' };
    circle.self = circle;
    expect(JSON.stringify(logged((logger) => logger.info({ circle })))).toContain('[too deep]');
  });
});

/** The one line that was written, if any. */
function logged(log: (logger: Logger) => void): unknown {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  log(createLogger({ service: 'worker', level: 'info', destination }));
  expect(lines.length).toBeLessThanOrEqual(1);
  return lines[0] === undefined ? undefined : JSON.parse(lines[0]);
}
