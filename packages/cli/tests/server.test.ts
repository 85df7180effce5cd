import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ProgramTerminal, runProgram } from './run-program.js';
import {
  addressOf,
  answersIn,
  expectSameAnswers,
  fleetForTests,
  interruptedAt,
  linesOf,
} from './worker-fleet.js';

const IMAGES = 40;
const env = { AUTH_TOKEN: 'secret' };
const fleet = fleetForTests(IMAGES, env);
const { folder, output, server } = fleet;
beforeEach(() => rmSync(output, { force: true }));

const slc = (args: readonly string[], terminal: Partial<ProgramTerminal> = {}) =>
  runProgram(args, { directory: folder, env, ...terminal });

describe('slc classify --server', () => {
  it('goes on after Ctrl-C with what is left, also behind a line that was cut, in both formats', async () => {
    for (const format of ['json', 'csv']) {
      rmSync(output, { force: true });
      const args = ['classify', '--server', server(), '--output', output, '--format', format, 'archive'];
      const first = await interruptedAt({ output, lines: 10 }, (terminal) => slc(args, terminal));
      expect(first).toMatchObject({ exitCode: 130, output: '' });
      expect(first.complaints).toMatch(/slc: stopped after \d+ of 41 images\n$/);
      const lines = linesOf(output);
      expect(readFileSync(output, 'utf8').endsWith('\n')).toBe(true);
      const heads = format === 'csv' ? 1 : 0;
      expect(lines.length).toBeLessThan(41 + heads);
      writeFileSync(output, `${lines.join('\n')}\n${lines.at(-1)?.slice(0, 50)}`);

      const second = await slc([...args, '--resume']);
      const answered = lines.length - heads;
      expect(second.complaints).toContain(`answers ${answered} of 41 images, ${41 - answered} left`);
      const files = linesOf(output)
        .slice(heads)
        .map((line) => (format === 'csv' ? line.split(',')[0] : JSON.parse(line).file));
      expect(files.toSorted()).toEqual(fleet.images.toSorted());
      const all = readFileSync(output, 'utf8');

      // Nothing is left, also of the broken image: no worker is asked.
      const third = await slc([...args.toSpliced(2, 1, '127.0.0.1:1'), '--resume']);
      expect(third).toMatchObject({
        exitCode: 0,
        complaints: expect.stringContaining('of 41 images, 0 left'),
      });
      expect(readFileSync(output, 'utf8')).toBe(all);
    }
  });

  it('says that an image has no answer where the answers go to a file', async () => {
    const ended = await slc(['classify', '--server', server(), '--output', output, 'no-such-folder']);
    expect(ended).toMatchObject({
      exitCode: 1,
      output: '',
      complaints: `slc: no answer for 1 of 1 images: ${output} says why\n`,
    });
    expect(linesOf(output)).toEqual([expect.stringContaining('"code":"not_found"')]);
  });

  it('writes the fields of an answer in the order in which a model on this machine gives them', async () => {
    const [image = ''] = fleet.images;
    const fieldsOf = async (...which: string[]) => {
      const { output } = await slc(['classify', ...which, '--json', '--explain', 'grad-cam', image]);
      return JSON.stringify(JSON.parse(output), (_, value) => (typeof value === 'number' ? 0 : value));
    };
    expect(await fieldsOf('--server', server())).toBe(await fieldsOf('--model', 'own.keras'));
  });

  it('takes disjoint shares that are all images together', async () => {
    const shares = [];
    for (const shard of ['1/3', '2/3', '3/3']) {
      const { output } = await slc(['classify', '--server', server(), '--json', '--shard', shard, 'archive']);
      shares.push(answersIn(output).map(({ file }) => file));
    }
    expect(shares.every((share) => share.length > 0)).toBe(true);
    expect(shares.flat().toSorted()).toEqual(fleet.images.toSorted());
  });

  it('refuses what does not go together, and says what is wrong with the settings', async () => {
    const image = fleet.images[0] ?? '';
    const refusals: [string[], RegExp][] = [
      [['--server', 'nowhere', image], /expected host:port/],
      [['--server', server(), '--model', 'own.keras', image], /--model: not beside --server/],
      [['--resume', image], /--resume: expected --output/],
      [['--output', image, image], /that is the place of an image/],
      [['--output', 'answers.txt', '--format', 'text', image], /expected --format json or csv/],
      [['--shard', '0/3', image], /expected the number of a share/],
    ];
    for (const [args, message] of refusals) {
      const { exitCode, complaints } = await slc(['classify', ...args]);
      expect({ args, exitCode, complaints }).toEqual({
        ...{ args, exitCode: 2 },
        complaints: expect.stringMatching(message),
      });
    }
    const wrong = await slc(['classify', '--server', server(), image], { env: { AUTH_TOKEN: 'other' } });
    expect(wrong).toMatchObject({
      exitCode: 1,
      complaints: expect.stringMatching(/^slc: .*bearer token.*\n$/),
    });
    const tls = await slc(['classify', '--server', server(), image], { env: { WORKER_TLS_CA: 'no.pem' } });
    expect(tls).toMatchObject({ exitCode: 2, complaints: expect.stringContaining('WORKER_TLS_CA') });
  });
});

describe('slc bench worker --address', () => {
  it('measures a worker that wants the token of the settings, which say how it is reached', async () => {
    const quick = ['--seconds', '0.2', '--warm-up', '0.1', '--clients', '1', '--json'];
    const bench = (address: string, terminal: Partial<ProgramTerminal> = {}) =>
      slc(['bench', 'worker', '--address', address, ...quick], terminal);
    const { output } = await bench(server().split(',')[0] ?? '');
    expect(JSON.parse(output).measurements).toMatchObject([{ target: 'worker', engine: 'onnx' }]);
    const tls = await bench(server().split(',')[0] ?? '', { env: { WORKER_TLS_CA: 'no.pem' } });
    expect(tls).toMatchObject({ exitCode: 2, complaints: expect.stringContaining('WORKER_TLS_CA') });
    const nowhere = await bench('nowhere');
    expect(nowhere).toMatchObject({ exitCode: 2, complaints: expect.stringContaining('expected host:port') });
  });
});

describe('slc evaluate --server', () => {
  it('has the figures of the model that the workers serve', async () => {
    const rows = fleet.images.map((name, i) => `${name},c${i % 8}`);
    writeFileSync(join(folder, 'labels.csv'), ['file,label', ...rows].join('\n'));
    const evaluate = async (...which: string[]) => {
      const { output } = await slc(['evaluate', ...which, '--data', 'labels.csv', '--json']);
      return JSON.parse(output);
    };
    const [remote, local] = [await evaluate('--server', server()), await evaluate('--model', 'own.keras')];
    expect(remote.failed).toEqual(local.failed);
    expect(remote.model).toEqual(local.model);
    expect(remote.accuracy).toEqual(local.accuracy);
    expect(remote.nll.after.value).toBeCloseTo(local.nll.after.value, 4);
    const neither = await slc(['evaluate', '--data', 'labels.csv']);
    expect(neither).toMatchObject({
      exitCode: 2,
      complaints: expect.stringContaining('expected --model, or'),
    });
  });
});

describe('slc classify --server, at last', () => {
  it('has the answers of the model on this machine, each once, though a worker is killed', async () => {
    const local = await slc(['classify', '--model', 'own.keras', '--json', 'archive']);
    const [victim] = fleet.workers;
    const running = slc(['classify', '--server', server(), '--output', output, 'archive']);
    await expect.poll(() => linesOf(output).length, { interval: 1, timeout: 60_000 }).toBeGreaterThan(5);
    if (victim) process.kill(victim.pid, 'SIGKILL');
    const { exitCode, complaints } = await running;
    expect(exitCode).toBe(1);
    expectSameAnswers(answersIn(readFileSync(output, 'utf8')), answersIn(local.output));
    expect(complaints).toContain(`the worker at ${victim && addressOf(victim)} is not used any more`);
    await victim?.exited;
    fleet.workers = fleet.workers.slice(1);
  });
});
