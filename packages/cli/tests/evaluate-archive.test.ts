import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Evaluation } from '../src/evaluate/evaluate-images.js';
import { type ProgramTerminal, runProgram } from './run-program.js';
import { expectSameFigures, fleetForTests, interruptedAt, linesOf } from './worker-fleet.js';

const IMAGES = 40;
const fleet = fleetForTests(IMAGES);
const { folder, server } = fleet;
const FORMATS = ['jsonl', 'csv'] as const;

const rows = fleet.images.map((name, i) => `${name},c${i % 8},lesion-${i % 29}`);
writeFileSync(join(folder, 'labels.csv'), ['file,label,lesion_id', ...rows].join('\n'));
beforeEach(() => {
  for (const format of FORMATS) rmSync(join(folder, `answers.${format}`), { force: true });
});

async function slc(args: readonly string[], terminal: Partial<ProgramTerminal> = {}) {
  return await runProgram(args, { directory: folder, ...terminal });
}

const workers = () => ['--server', server()];

async function evaluate(...args: string[]) {
  const ended = await slc(['evaluate', '--data', 'labels.csv', '--json', ...args]);
  // One image is none.
  expect(ended.exitCode, ended.complaints).toBe(1);
  return { ...ended, figures: JSON.parse(ended.output) as Evaluation };
}

function namesIn(path: string): readonly string[] {
  const lines = linesOf(join(folder, path));
  return path.endsWith('.csv')
    ? lines.slice(1).map((line) => line.split(',')[0] ?? '')
    : lines.map((line) => JSON.parse(line).file);
}

describe.each(FORMATS)('slc evaluate --output answers.%s', (format) => {
  const file = `answers.${format}`;
  const path = join(folder, file);

  it('goes on after Ctrl-C with what is left, and has the figures of a run that was not stopped', async () => {
    const whole = await evaluate(...workers());
    const args = [...workers(), '--output', file];
    const first = await interruptedAt({ output: path, lines: 10 }, (terminal) =>
      slc(['evaluate', '--data', 'labels.csv', ...args], terminal),
    );
    expect(first).toMatchObject({ exitCode: 130, output: '' });
    expect(first.complaints).toMatch(/slc: stopped after \d+ of 41 images\n$/);
    const answered = namesIn(file).length;
    expect(answered).toBeLessThan(41);
    expect(readFileSync(path, 'utf8').endsWith('\n')).toBe(true);
    writeFileSync(path, `${readFileSync(path, 'utf8')}${linesOf(path).at(-1)?.slice(0, 50)}`);

    const sentBefore = await fleet.answered();
    const second = await evaluate(...args, '--resume', '--predictions', 'p.csv');
    expect(second.complaints).toContain(`${file} answers ${answered} of 41 images, ${41 - answered} left`);
    expect(namesIn(file).toSorted()).toEqual(fleet.images.toSorted());
    const isBrokenLeft = !namesIn(file).slice(0, answered).includes('archive/broken.jpg');
    expect((await fleet.answered()) - sentBefore).toBe(41 - answered - Number(isBrokenLeft));
    expectSameFigures(second.output, whole.output);
    expect(namesIn('p.csv').toSorted()).toEqual(fleet.images.toSorted());

    // Nothing is left: no image is sent, the file stays as it is, and the same numbers give the same figures.
    const all = readFileSync(path, 'utf8');
    const sent = await fleet.answered();
    const third = await evaluate(...args, '--resume');
    expect(third.complaints).toBe(`slc: ${file} answers 41 of 41 images, 0 left\n`);
    expect(third.output).toBe(second.output);
    expect(readFileSync(path, 'utf8')).toBe(all);
    expect(await fleet.answered()).toBe(sent);
  });

  it('takes shares that joined have the figures of all images, without a model that answers', async () => {
    const whole = await evaluate(...workers(), '--output', file);
    const shares = [];
    for (const shard of ['1/3', '2/3', '3/3']) {
      const { exitCode, output } = await slc([
        ...['evaluate', '--data', 'labels.csv', ...workers(), '--json'],
        ...['--shard', shard, '--output', `share-${shard[0]}.${format}`],
      ]);
      expect([0, 1]).toContain(exitCode);
      shares.push(JSON.parse(output) as Evaluation);
    }
    expect(shares.map(({ shard }) => shard)).toEqual([1, 2, 3].map((number) => ({ number, of: 3 })));
    expect(shares.reduce((sum, { images }) => sum + images, 0)).toBe(IMAGES);
    expect(shares.flatMap(({ failed }) => failed)).toEqual(whole.figures.failed);

    const joined = [1, 2, 3].map((number) => readFileSync(join(folder, `share-${number}.${format}`), 'utf8'));
    writeFileSync(path, joined.join(''));
    const sent = await fleet.answered();
    const again = await evaluate(...workers(), '--output', file, '--resume');
    expect(again.complaints).toContain(`slc: ${file} answers 41 of 41 images, 0 left\n`);
    expectSameFigures(again.output, whole.output);
    expect(await fleet.answered()).toBe(sent);
    expect(readFileSync(path, 'utf8')).toBe(joined.join(''));

    // What is missing of it is answered, by a model of this command too, and a table keeps one head.
    writeFileSync(path, joined.slice(1).join(''));
    const mended = await evaluate('--model', 'own.keras', '--output', file, '--resume');
    expectSameFigures(mended.output, whole.output);
    expect(namesIn(file).toSorted()).toEqual(fleet.images.toSorted());
  });
});

describe('slc evaluate --output', () => {
  it('measures what slc classify has answered under the same names', async () => {
    await slc(['classify', ...workers(), '--output', 'answers.jsonl', 'archive']);
    const { complaints, figures } = await evaluate(...workers(), '--output', 'answers.jsonl', '--resume');
    expect(complaints).toBe('slc: answers.jsonl answers 41 of 41 images, 0 left\n');
    expect(figures).toMatchObject({ images: IMAGES, failed: [{ file: 'archive/broken.jpg' }] });
  });

  it('says of a share that the figures are its own', async () => {
    const { output } = await slc([
      ...['evaluate', '--data', 'labels.csv', '--model', 'own.keras', '--shard', '2/3'],
      ...['--report', 'r.html', '--language', 'es'],
    ]);
    expect(output).toMatch(/^share {14}2\/3: the figures are of its images alone$/m);
    const report = readFileSync(join(folder, 'r.html'), 'utf8');
    expect(report).toContain('Estas cifras son solo de la parte 2 de 3 de las imágenes.');
    expect(report).toContain('--shard 2/3');
  });

  it('says at Ctrl-C while it computes the figures that no answer is lost', async () => {
    let waits = 0;
    // It waits for answers first, then for the figures.
    const onInterrupt: ProgramTerminal['onInterrupt'] = (listener) => {
      if (++waits === 2) listener();
      return () => {};
    };
    const args = ['evaluate', '--data', 'labels.csv', ...workers(), '--output', 'answers.jsonl'];
    const { exitCode, output, complaints } = await slc(args, { onInterrupt });
    expect({ exitCode, output }).toEqual({ exitCode: 130, output: '' });
    expect(complaints).toMatch(
      /slc: stopped while it computed the figures of 40 images: answers\.jsonl has the answers, and --resume goes on with them\n$/,
    );
    expect(namesIn('answers.jsonl')).toHaveLength(41);
  });

  it('says at Ctrl-C when the last image has just been answered that it stopped', async () => {
    let interrupt = () => {};
    const ended = await slc(
      ['evaluate', '--model', 'own.keras', '--data', 'labels.csv', '--output', 'answers.jsonl'],
      {
        onInterrupt(listener) {
          interrupt = listener;
          return () => {};
        },
        onComplaint: (text) => text.includes(' 41/41,') && interrupt(),
      },
    );
    expect(ended).toMatchObject({ exitCode: 130, output: '' });
    expect(ended.complaints).toMatch(/slc: stopped after 41 of 41 images\n$/);
    expect(namesIn('answers.jsonl')).toHaveLength(41);
  });

  it.each<[string, string[], number, RegExp]>([
    ['--resume alone', ['--resume'], 2, /--resume: expected --output beside it/],
    ['the place of the table', ['--output', 'labels.csv'], 2, /place of the table of --data/],
    ['the place of the model', ['--output', 'own.keras'], 2, /place of a file of the model/],
    [
      'the place of the predictions',
      ['--output', 'a.csv', '--predictions', 'a.csv'],
      2,
      /place of the file of --output/,
    ],
    ['a file of something else', ['--output', 'notes.txt', '--resume'], 2, /it holds something else/],
    ['answers of another model', ['--output', 'other.jsonl', '--resume'], 2, /its answers are of other r1/],
    ['a share without images', ['--shard', '7/90000'], 1, /this share has none of 41/],
  ])('refuses %s', async (_, args, expectedCode, message) => {
    writeFileSync(join(folder, 'notes.txt'), 'notes');
    const model = { id: 'other', revision: 'r1', sha256: 'ab'.repeat(32), precision: 'float32' };
    const other = `${JSON.stringify({ file: 'archive/patient-0/0.jpg', model })}\n`;
    writeFileSync(join(folder, 'other.jsonl'), other);
    const given = ['evaluate', '--model', 'own.keras', '--data', 'labels.csv', ...args];
    const { exitCode, output, complaints } = await slc(given);
    expect({ exitCode, output }).toEqual({ exitCode: expectedCode, output: '' });
    expect(complaints).toMatch(message);
    expect(readFileSync(join(folder, 'other.jsonl'), 'utf8')).toBe(other);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('notes');
  });
});
