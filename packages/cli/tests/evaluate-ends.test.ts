import { once } from 'node:events';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Terminal } from '../dist/index.js';
import { draw, folder, kerasModel, slc, slcAt, spawnEvaluate } from './evaluate-command.js';

describe('what slc evaluate refuses, and how it ends', () => {
  it('writes its figures before a report that fails, and into a device as it is', async () => {
    draw(1, 'nv/1.jpg');
    const args = ['--model', 'compact-lite0', '--data', '.', '--predictions', '/dev/null'];
    const { exitCode, output, complaints } = await slc('evaluate', ...args, '--report', '/dev/full');
    expect({ exitCode, complaints }).toEqual({
      exitCode: 2,
      complaints: expect.stringMatching(
        /slc: \/dev\/full: expected a file that can be written: its disk is full/,
      ),
    });
    expect(output).toMatch(/^model {14}compact-lite0 /);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('refuses a report in the place of the file that standard output goes to', async () => {
    writeFileSync(join(folder, 't.csv'), 'file,label\n1,nv\n');
    const out = openSync(join(folder, 'out.txt'), 'w');
    const args = ['--model', 'compact-lite0', '--data', 't.csv', '--report', '/dev/stdout'];
    const child = spawnEvaluate(args, { stdout: out });
    let complaints = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    const [code] = await once(child, 'close');
    closeSync(out);
    expect({ code, complaints }).toEqual({
      code: 2,
      complaints: expect.stringMatching(/that is the place of standard output\n$/),
    });
  });

  it.each([
    ['without data', [], 2, /required option '--data <D>'/],
    [
      'with a prevalence that is none',
      ['--data', 't.csv', '--prevalence', '3'],
      2,
      /expected a share between 0 and 1/,
    ],
    [
      'on a table with wrong columns',
      ['--data', 'wrong.csv'],
      2,
      /^slc: wrong\.csv: expected a column for the image \(.*\), it has photo, dx\n$/,
    ],
    [
      'on a directory of directories',
      ['--data', '.'],
      2,
      /^slc: .*: expected labels\.csv or one folder a class \(.*\), it has other\n$/,
    ],
    [
      'on a table that is not there',
      ['--data', 'none.csv'],
      1,
      /none\.csv: expected a table .*, there is none\n$/,
    ],
    [
      'when no image is left',
      ['--data', 'gone.csv'],
      1,
      /gone\.csv: expected images of .*, none of 1 can be used\. .*its image is not found\n$/,
    ],
    ['when no image can be read', ['--data', 'text.csv'], 1, /none of 1 can\. The first is t\.csv: /],
    [
      'when a report cannot be written',
      ['--data', 't.csv', '--report', 'no/r.html'],
      2,
      /no\/r\.html: expected a file that can be written/,
    ],
    [
      'when pictures are asked for without a report',
      ['--data', 't.csv', '--thumbnails'],
      2,
      /expected --report too/,
    ],
    [
      'when predictions cannot be written',
      ['--data', 't.csv', '--predictions', 'no/p.csv'],
      2,
      /no\/p\.csv: expected a file that can be written/,
    ],
    [
      'when predictions would be a folder',
      ['--data', 't.csv', '--predictions', 'other'],
      2,
      /other: expected a file that can be written: it is a folder/,
    ],
    [
      'when predictions would take the place of the table',
      ['--data', 't.csv', '--predictions', './other/../t.csv'],
      2,
      /^slc: --predictions .*t\.csv: expected a file of its own, that is the place of the table of --data\n$/,
    ],
    [
      'when a report would take the place of the table, by a link',
      ['--data', 't.csv', '--report', 'link.csv'],
      2,
      /^slc: --report .*link\.csv: expected a file of its own, that is the place of the table of --data\n$/,
    ],
    [
      'when a report would take the place of the predictions',
      ['--data', 't.csv', '--predictions', 'r.html', '--report', 'r.html'],
      2,
      /^slc: --report .*r\.html: .* that is the place of the file of --predictions\n$/,
    ],
    [
      'when a report would take the place of the second model',
      ['--data', 't.csv', '--compare', 'own.keras', '--report', 'own.keras'],
      2,
      /^slc: --report .*own\.keras: .* that is the place of a file of the model\n$/,
    ],
  ])('says in a sentence what is wrong %s', async (_, args, expectedCode, expected) => {
    draw(1, '1.jpg');
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 't.csv'), 'file,label\n1,nv\n');
    writeFileSync(join(folder, 'wrong.csv'), 'photo,dx\n1,nv\n');
    writeFileSync(join(folder, 'gone.csv'), 'file,label\n7,nv\n');
    writeFileSync(join(folder, 'text.csv'), 'file,label\nt.csv,nv\n');
    symlinkSync('t.csv', join(folder, 'link.csv'));
    kerasModel();
    const { exitCode, output, complaints } = await slc('evaluate', '--model', 'compact-lite0', ...args);
    expect({ exitCode, output }).toEqual({ exitCode: expectedCode, output: '' });
    expect(complaints).toMatch(expected);
    expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
    expect(readFileSync(join(folder, 't.csv'), 'utf8')).toBe('file,label\n1,nv\n');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends within two seconds at %s, says how far it came, and leaves nothing half-written',
    async (signal) => {
      for (let i = 0; i < 1_000; i++) draw(1, `nv/${i}.jpg`);
      const child = spawnEvaluate(['--model', 'compact-lite0', '--data', '.', '--predictions', 'p.csv']);
      let complaints = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        complaints += text;
      });
      await expect.poll(() => complaints, { timeout: 100_000, interval: 20 }).toMatch(/evaluate: 1\/1000/);
      const interruptedAtMs = performance.now();
      child.kill(signal);
      const [code] = await once(child, 'exit');
      // Two seconds, and several for a machine that does much else: all of the work takes longer.
      expect(performance.now() - interruptedAtMs).toBeLessThan(10_000);
      expect(code).toBe(130);
      expect(complaints).toMatch(/slc: stopped after \d+ of 1000 images\n$/);
      expect(readdirSync(folder)).toEqual(['nv']);
    },
  );

  it('says at Ctrl-C that it stopped while it computed the figures', async () => {
    draw(1, 'nv/1.jpg');
    let waits = 0;
    // It waits for answers first, then for the figures.
    const onInterrupt: Terminal['onInterrupt'] = (listener) => {
      if (++waits === 2) listener();
      return () => {};
    };
    const args = ['evaluate', '--model', 'compact-lite0', '--data', '.'];
    const { exitCode, output, complaints } = await slcAt({ onInterrupt }, args);
    expect({ exitCode, output }).toEqual({ exitCode: 130, output: '' });
    expect(complaints).toMatch(/slc: stopped while it computed the figures of 1 images\n$/);
  });

  it.each([0, 100, 300])('says at Ctrl-C %i ms into its start that it stopped', async (delayMs) => {
    draw(1, 'nv/1.jpg');
    const onInterrupt: Terminal['onInterrupt'] = (listener) => {
      const timer = setTimeout(listener, delayMs);
      return () => clearTimeout(timer);
    };
    const args = ['evaluate', '--model', 'compact-lite0', '--data', '.'];
    const { exitCode, output, complaints } = await slcAt({ onInterrupt }, args);
    expect({ exitCode, output, complaints }).toEqual({
      exitCode: 130,
      output: '',
      complaints: expect.stringMatching(/^slc: stopped (before it was done|while the model was opened)\n$/),
    });
  });
});
