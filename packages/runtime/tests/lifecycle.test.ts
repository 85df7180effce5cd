import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';

/**
 * Real processes with real signals. Each runs a small service on the built package, writes what it does to standard
 * output, and exits with the code that `runUntilStopped` chooses.
 */
const built = new URL('../dist/index.js', import.meta.url);

let running: ChildProcess | undefined;

beforeAll(() => {
  if (!existsSync(fileURLToPath(built))) throw new Error('packages/runtime is not built; run: npx tsc -b');
});

afterEach(() => {
  running?.kill('SIGKILL');
});

const SERVES = `async () => { say('started'); return { close: async () => say('closed') } }`;
const CLOSES_SLOWLY = `async () => { say('started'); return { close: async () => { say('closing'); await wait(60_000) } } }`;

describe('a service', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('closes once and ends with 0 on %s', async (signal) => {
    const service = launch(SERVES);
    await service.said('started');
    service.kill(signal);
    expect(await service.ended()).toEqual({ code: 0, signal: null });
    expect(service.words()).toEqual(['started', 'closed']);
    expect(service.messages()).toEqual(['stopping', 'stopped']);
  });

  test('that gets the same request twice, as npm sends it, still closes in order', async () => {
    const service = launch(
      `async () => { say('started'); return { close: async () => { await wait(300); say('closed') } } }`,
    );
    await service.said('started');
    service.kill('SIGINT');
    service.kill('SIGINT');
    expect(await service.ended()).toEqual({ code: 0, signal: null });
    expect(service.words()).toEqual(['started', 'closed']);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once when %s comes while it closes', async (signal, code) => {
    const service = launch(CLOSES_SLOWLY);
    await service.said('started');
    service.kill('SIGTERM');
    await service.said('closing');
    await wait(700);
    service.kill(signal);
    expect(await service.ended()).toEqual({ code, signal: null });
  });

  test('exits with 1 when its closing takes longer than the grace period', async () => {
    const service = launch(CLOSES_SLOWLY, { graceMs: 300 });
    await service.said('started');
    service.kill('SIGTERM');
    expect(await service.ended()).toEqual({ code: 1, signal: null });
    expect(service.messages()).toContain('closing took longer than the grace period, the process ends');
  });

  test('whose closing fails ends with 1', async () => {
    const service = launch(
      `async () => { say('started'); return { close: async () => { throw new Error('stuck') } } }`,
    );
    await service.said('started');
    service.kill('SIGTERM');
    expect(await service.ended()).toEqual({ code: 1, signal: null });
    expect(service.messages()).toContain('closing failed');
  });
});

describe('a start', () => {
  test('that fails ends with 1, and the log says why', async () => {
    const service = launch(`async () => { throw new Error('port taken') }`);
    expect(await service.ended()).toEqual({ code: 1, signal: null });
    expect(service.messages()).toEqual(['the start failed']);
    expect(service.output()).toContain('port taken');
  });

  test('that is interrupted learns it from its signal, and ends with 0', async () => {
    const service = launch(
      `async (signal) => { say('starting'); await wait(60_000, undefined, { signal }); say('too far') }`,
    );
    await service.said('starting');
    service.kill('SIGINT');
    expect(await service.ended()).toEqual({ code: 0, signal: null });
    expect(service.words()).toEqual(['starting']);
    expect(service.messages()).toEqual(['stopping', 'stopped during the start']);
  });

  test('that succeeds although it was interrupted is closed', async () => {
    const service = launch(
      `async () => { say('starting'); await wait(300); return { close: async () => say('closed') } }`,
    );
    await service.said('starting');
    service.kill('SIGTERM');
    expect(await service.ended()).toEqual({ code: 0, signal: null });
    expect(service.words()).toEqual(['starting', 'closed']);
  });

  test('that ignores its signal ends after the grace period', async () => {
    const service = launch(`async () => { say('starting'); await wait(60_000) }`, { graceMs: 300 });
    await service.said('starting');
    service.kill('SIGTERM');
    expect(await service.ended()).toEqual({ code: 1, signal: null });
  });
});

describe('an uncaught error', () => {
  test.each([
    ['uncaughtException', `setTimeout(() => { throw new Error('lost') }, 50)`],
    ['unhandledRejection', `setTimeout(() => { Promise.reject(new Error('lost')) }, 50)`],
  ])('is logged as fatal, closes the service and ends with 1: %s', async (event, fault) => {
    const service = launch(
      `async () => { ${fault}; say('started'); return { close: async () => say('closed') } }`,
    );
    expect(await service.ended()).toEqual({ code: 1, signal: null });
    expect(service.words()).toEqual(['started', 'closed']);
    expect(service.lines()).toContainEqual(
      expect.objectContaining({ level: 'fatal', event, err: expect.objectContaining({ message: 'lost' }) }),
    );
  });
});

describe('settings that cannot be used', () => {
  test('are listed on standard error without a stack, and end the process with 2', async () => {
    const service = run(`
      import { readSettings, settingsOrExit } from ${JSON.stringify(built.href)};
      await settingsOrExit(readSettings({ PORT: 'x', A: '7' }, (s) => [s.port('PORT', 1), s.integer('A', 1, { min: 1, max: 5 })]));
    `);
    expect(await service.ended()).toEqual({ code: 2, signal: null });
    expect(service.errors()).toBe(
      'The settings in the environment cannot be used:\n' +
        '  - PORT: expected a whole number from 0 to 65535, got "x"\n' +
        '  - A: expected a whole number from 1 to 5, got "7"\n',
    );
  });

  test('are told in one line where only the machine shows that one cannot be used', async () => {
    const service = run(`
      import { settingsOrExit } from ${JSON.stringify(built.href)};
      const read = { settings: 8000, problems: [] };
      await settingsOrExit(read, async (port) => ['PORT: ' + port + ' is in use']);
      console.log('{}');
    `);
    expect(await service.ended()).toEqual({ code: 2, signal: null });
    expect(service.errors()).toBe('PORT: 8000 is in use\n');
    expect(service.output()).toBe('');
  });

  test('are listed with what only the machine shows of the others', async () => {
    const service = run(`
      import { readSettings, settingsOrExit } from ${JSON.stringify(built.href)};
      const read = readSettings({ PORT: 'x' }, (s) => s.port('PORT', 8000));
      await settingsOrExit(read, async (port) => ['PORT: ' + port + ' is in use', 'MODEL: not there']);
    `);
    expect(await service.ended()).toEqual({ code: 2, signal: null });
    expect(service.errors()).toMatch(/:\n {2}- PORT: expected .*, got "x"\n {2}- MODEL: not there\n$/);
  });
});

/** @param start source text of the service's start */
function launch(start: string, { graceMs = 20_000 } = {}) {
  return run(`
    import { setTimeout as wait } from 'node:timers/promises';
    import { createLogger, runUntilStopped } from ${JSON.stringify(built.href)};
    const say = (word) => console.log(JSON.stringify({ word }));
    const logger = createLogger({ service: 'test', level: 'info' });
    setInterval(() => {}, 1_000); // keeps the process alive, as a listening port does
    await runUntilStopped({ logger, graceMs: ${graceMs}, start: ${start} });
  `);
}

function run(source: string) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source]);
  running = child;
  let output = '';
  let errors = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const lines = (): Record<string, unknown>[] =>
    output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const fieldOfEach = (field: string): unknown[] => lines().flatMap((line) => line[field] ?? []);
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended: () => ended,
    output: () => output,
    errors: () => errors,
    lines,
    words: () => fieldOfEach('word'),
    messages: () => fieldOfEach('msg'),
    said: (word: string) => expect.poll(() => fieldOfEach('word'), { timeout: 10_000 }).toContain(word),
  };
}
