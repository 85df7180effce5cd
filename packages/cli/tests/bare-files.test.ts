import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { standInFile, startHubStandIn } from '../../models/tests/hub-stand-in.mjs';
import { at, BOTH, slc, slcWith, unpack } from './bare-file-command.js';

describe('slc classify of a bare file', () => {
  it('says on standard error and in its answers what it guessed, and which command is next', async () => {
    const { exitCode, output, complaints } = await slc('classify', '--model', 'own.h5', '--json', 'a.jpg');
    expect(exitCode).toBe(0);
    expect(JSON.parse(output).model).toMatchObject({ id: 'own', guessed: ['classes', 'scaling'] });
    expect(complaints).toBe(
      [
        'slc: guessed of own.h5: its classes (AKIEC, BCC, BKL, DF, MEL, NV, VASC, in the order of its outputs), and its scaling (pixel / 127.5 - 1). Where a guess is wrong, so are the answers.',
        'slc: say it with --labels and --scaling, or for good in a manifest: slc model manifest own.h5',
        '',
      ].join('\n'),
    );
    const text = await slcWith({ env: { MODEL: 'own.h5' } }, 'classify', 'a.jpg');
    expect(text.output).toMatch(
      /^ {2}Guessed: classes, scaling\. Where a guess is wrong, so is this answer\.$/m,
    );
    expect(text.output).toMatch(/^ {2}model own \w{12} \(guessed: classes, scaling\), T = 1, engine onnx$/m);
    expect(text.complaints).toContain('slc model manifest own.h5');
  });

  it('guesses nothing where it is told, and names and computes what it is told', async () => {
    const read = async (...options: string[]) => {
      const { output, complaints } = await slc(
        'classify',
        '--model',
        'own.h5',
        '--json',
        ...options,
        'a.jpg',
      );
      const { model, predictions } = JSON.parse(output);
      const logits = (predictions as { class: string; logit: number }[]).map((one): [string, number] => [
        one.class,
        one.logit,
      ]);
      return { model, complaints, logits: new Map(logits) };
    };
    const known = await read(...BOTH);
    expect(known.complaints).toBe('');
    expect(known.model).not.toHaveProperty('guessed');
    // The fifth output is the naevus here, and was the melanoma there.
    const alphabetical = await read('--labels', 'alphabetical', '--scaling', 'unit');
    expect(known.logits.get('NV')).toBe(alphabetical.logits.get('MEL'));
    const scaled = await read('--labels', 'alphabetical', '--scaling', 'original');
    expect(scaled.logits.get('MEL')).not.toBeCloseTo(alphabetical.logits.get('MEL') ?? 0, 2);
    expect((await read('--scaling', 'unit')).model.guessed).toEqual(['classes']);
  });

  it('takes a file by its content, whatever it is called', async () => {
    unpack('keras3-rescaling.keras', 'checkpoint');
    const { exitCode, output, complaints } = await slc(
      'classify',
      '--model',
      'checkpoint',
      '--json',
      'a.jpg',
    );
    expect(exitCode).toBe(0);
    // Its first layers scale pixels.
    expect(JSON.parse(output).model.guessed).toEqual(['classes']);
    expect(complaints).toContain('slc: say it with --labels, or for good in a manifest');
  });
});

const COMMANDS: readonly (readonly string[])[] = [
  ['classify', 'a.jpg'],
  ['evaluate', '--data', '.'],
  ['calibrate', '--data', '.', '--out', 'out'],
  ['doctor'],
  ['bench', 'engine'],
];

describe('what does not fit exits with 2', () => {
  it.each(COMMANDS)('labels or a scaling beside a manifest: slc %s', async (name, ...args) => {
    for (const [options, named] of [
      [['--labels', 'alphabetical'], '--labels'],
      [['--scaling', 'none'], '--scaling'],
      [BOTH, '--labels and --scaling'],
    ] as const) {
      const { exitCode, output, complaints } = await slc(
        name,
        '--model',
        'compact-lite0',
        ...options,
        ...args,
      );
      expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
      expect(complaints).toContain(
        `slc: ${named}: expected a bare model file beside it; model compact-lite0 has a manifest, which says its classes and its scaling\n`,
      );
    }
  });

  it.each(COMMANDS)('labels that are not as many as the outputs: slc %s', async (name, ...args) => {
    const options = ['--model', 'own.h5', '--labels', 'benign-malignant'];
    const { exitCode, output, complaints } = await slc(name, ...options, ...args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaints).toContain(
      'labels: expected 7, one for each class of the network in own.h5, got 2 (benign, malignant)\n',
    );
  });

  it.each([
    ['inspect', 'compact-lite0', '--labels', 'alphabetical'],
    ['inspect', 'own.h5', '--labels', 'A,B'],
    ['inspect', 'own.h5', '--labels', 'ham1000'],
    ['inspect', 'own.h5', '--scaling', 'half'],
    ['manifest', 'compact-lite0'],
    ['manifest', 'own.h5', '--labels', 'A,B', '--out', 'm.json'],
    ['manifest', 'own.h5', '--out', 'a.jpg'],
  ])('slc model %s %s %s %s', async (...args) => {
    const { exitCode, output, complaints } = await slc('model', ...args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaints).toMatch(/expected|Allowed choices/);
    expect(existsSync(at('m.json'))).toBe(false);
  });
});

describe('slc model inspect', () => {
  it('says what is guessed', async () => {
    const { output, complaints } = await slc('model', 'inspect', 'own.h5', '--json');
    expect(JSON.parse(output)).toMatchObject({
      guessed: ['classes', 'scaling'],
      ownScaling: null,
      manifest: { guessed: ['classes', 'scaling'] },
    });
    expect(complaints).toContain('slc model manifest own.h5');
    const told = await slc('model', 'inspect', 'own.h5', ...BOTH);
    expect(told.output).toMatch(/^labels {7}AKIEC, BCC, BKL, DF, NV, VASC, MEL$/m);
    expect(told.output).toMatch(/^scaling {6}pixel \/ 255$/m);
    expect(told.output).toMatch(/^guessed {6}nothing$/m);
    expect(told.complaints).toBe('');
  });

  it('fetches nothing', async () => {
    const compact = fileURLToPath(new URL('../../models/compact-lite0/', import.meta.url));
    const weights = standInFile(readFileSync(join(compact, 'compact-lite0.h5')));
    const hub = await startHubStandIn(weights);
    try {
      const {
        predictionSet: _,
        outliers: __,
        ...manifest
      } = JSON.parse(readFileSync(join(compact, 'manifest.json'), 'utf8'));
      writeFileSync(at('full.json'), JSON.stringify({ ...manifest, id: 'full', source: weights.source }));
      const env = { HF_ENDPOINT: hub.endpoint };
      expect(await slcWith({ env }, 'model', 'inspect', 'full.json')).toMatchObject({
        exitCode: 1,
        output: '',
        complaints: expect.stringMatching(
          /its file is not on this machine\. Fetch it with: slc model pull full\.json/,
        ),
      });
    } finally {
      await hub.close();
    }
  });
});

it('slc bench measures a bare file as it is told to be, in a worker too, and leaves nothing behind', async () => {
  const quick = ['--seconds', '0.2', '--warm-up', '0.1', '--clients', '1', '--batch', '1', '--json'];
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('slc-bench-'));
  const before = left();
  const { exitCode, output, complaints } = await slc(
    ...['bench', 'engine', 'worker', '--model', 'own.h5', ...BOTH, ...quick],
  );
  expect(exitCode, complaints).toBe(0);
  expect(complaints).not.toContain('guessed');
  const { measurements } = JSON.parse(output) as { measurements: { target: string }[] };
  expect(measurements.map(({ target }) => target)).toEqual(['engine', 'worker']);
  expect(left()).toEqual(before);
});

it('slc doctor says what was guessed of the model that it tries', async () => {
  const { output, complaints } = await slc(
    'doctor',
    '--model',
    'own.h5',
    '--engine',
    'onnx',
    '--scaling',
    'unit',
  );
  expect(output).toMatch(/^model {8}own \w{12} \(guessed: classes\), /m);
  expect(complaints).toContain('slc: guessed of own.h5: its classes');
});
