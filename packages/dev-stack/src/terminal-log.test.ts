import { createLogger } from '@slc/runtime';
import { describe, expect, it } from 'vitest';
import { terminalLog } from './terminal-log.js';

function logged(log: (logger: ReturnType<typeof createLogger>) => void, showsStacks = false): string {
  let text = '';
  const write = (piece: string) => {
    text += piece;
  };
  const destination = terminalLog({ hasColour: false, showsStacks, write });
  log(createLogger({ service: 'worker', level: 'debug', destination }));
  return text.replaceAll(/^\d\d:\d\d:\d\d/gm, 'TIME');
}

describe('a log line on a terminal', () => {
  const sha256 = 'ab'.repeat(32);
  it.each<[string, (logger: ReturnType<typeof createLogger>) => void, string]>([
    [
      'has the values that speak for themselves bare, and the others by name',
      (logger) => logger.info({ method: 'GET', route: '/', status: 200, durationMs: 3.7 }, 'request'),
      'TIME  worker     request: GET, /, 200, duration 4 ms\n',
    ],
    [
      'names a model by id and revision',
      (logger) =>
        logger.info({ model: { id: 'a', revision: '2', sha256, standIn: true }, engine: 'onnx' }, 'serves'),
      'TIME  worker     serves: a 2 (compact stand-in), onnx\n',
    ],
    [
      'says a level that is not info, and leaves out what is for machines',
      (logger) =>
        logger.warn({ reason: 'It is gone.', traceId: sha256, bytesDone: 0, why: null }, 'retrying'),
      'TIME  worker     warn retrying: It is gone, bytesDone 0\n',
    ],
    [
      'moves no cursor, whatever a stranger’s file has for a name',
      (logger) => logger.error({ err: new Error('\u001b[2Jwiped\nTIME  worker  all is well') }, 'failed'),
      'TIME  worker     error failed: \\u{1b}[2Jwiped\\u{a}TIME  worker  all is well\n',
    ],
    [
      'has sizes that can be read',
      (logger) => logger.info({ sizeBytes: 22_064, requestBytes: 7_000_000 }, 'classified'),
      'TIME  worker     classified: size 23 kB, request 7 MB\n',
    ],
    [
      'has of an error its message alone',
      (logger) => logger.error({ err: new Error('broken pipe') }, 'closing failed'),
      'TIME  worker     error closing failed: broken pipe\n',
    ],
  ])('%s', (_, log, expected) => {
    expect(logged(log)).toBe(expected);
  });

  it('shows the stack of an error to a person that debugs', () => {
    const text = logged((logger) => logger.error({ err: new Error('broken') }, 'failed'), true);
    expect(text).toMatch(/^TIME {2}worker {5}error failed: broken\nError: broken\n {4}at /);
  });
});
