import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { standInFile, startHubStandIn } from '../../models/tests/hub-stand-in.mjs';
// The processes behind the commands are forked from built code.
import { createProgram } from '../dist/index.js';

const cache = mkdtempSync(join(tmpdir(), 'slc-bare-files-cache-'));
process.env.XDG_CACHE_HOME = cache;
let folder = mkdtempSync(join(tmpdir(), 'slc-bare-files-'));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'slc-bare-files-'));
  unpack('keras2-convolution.h5', 'own.h5');
  cpSync(fileURLToPath(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url)), at('a.jpg'));
});
afterAll(() => {
  for (const path of [folder, cache]) rmSync(path, { recursive: true });
});

const at = (name: string) => join(folder, name);

/** A network of seven classes: packages/classifier/scripts/make-bare-file-fixtures.py. */
function unpack(file: string, name: string): void {
  const packed = new URL(`../../classifier/fixtures/bare-files/${file}.gz`, import.meta.url);
  writeFileSync(at(name), gunzipSync(readFileSync(packed)));
}

/** A network that cannot be read before something is said of it: packages/classifier/fixtures/field-cases. */
function unpackField(name: string): void {
  const packed = new URL(`../../classifier/fixtures/field-cases/${name}.gz`, import.meta.url);
  writeFileSync(at(name), gunzipSync(readFileSync(packed)));
}

/** @param answers what a person at the terminal types, line by line */
async function slcWith(
  { env = {}, answers }: { readonly env?: NodeJS.ProcessEnv; readonly answers?: readonly string[] },
  ...args: string[]
) {
  let output = '';
  let complaints = '';
  const asked: string[] = [];
  const program = createProgram({
    directory: folder,
    env: { MODEL_CACHE_DIR: at('models'), ...env },
    write: (text) => {
      output += text;
    },
    complain: (text) => {
      complaints += text;
    },
    ...(answers && {
      ask: async (question: string) => {
        asked.push(question);
        return answers[asked.length - 1] ?? '';
      },
    }),
  });
  const exitCode = await program.run(args);
  return { exitCode, output, complaints, asked };
}

const slc = (...args: string[]) => slcWith({}, ...args);

const BOTH = ['--labels', 'ham10000-28x28', '--scaling', 'unit'];

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

describe('slc model manifest', () => {
  it('writes a manifest that can be served, whose guesses are marked until someone takes them out', async () => {
    const written = await slc(
      'model',
      'manifest',
      'own.h5',
      '--labels',
      'ham10000-28x28',
      '--out',
      'own.json',
    );
    expect(written).toMatchObject({ exitCode: 0, output: 'own.json\n' });
    expect(written.complaints).toBe(
      [
        'slc: guessed: scaling. Answers say so until you have checked it and taken it out of "guessed" in own.json',
        'slc: serve it: MODEL=own.json npm start',
        '',
      ].join('\n'),
    );
    const manifest = JSON.parse(readFileSync(at('own.json'), 'utf8'));
    expect(manifest).toMatchObject({
      id: 'own',
      guessed: ['scaling'],
      source: { kind: 'file', file: 'own.h5', sizeBytes: readFileSync(at('own.h5')).length },
      labels: ['AKIEC', 'BCC', 'BKL', 'DF', 'NV', 'VASC', 'MEL'],
    });

    const classify = () => slc('classify', '--model', 'own.json', '--json', 'a.jpg');
    const marked = await classify();
    expect(JSON.parse(marked.output).model.guessed).toEqual(['scaling']);
    expect(marked.complaints).toMatch(/confirm it by taking it out of "guessed" in own\.json\n$/);
    writeFileSync(at('own.json'), JSON.stringify({ ...manifest, guessed: [] }));
    const confirmed = await classify();
    expect(JSON.parse(confirmed.output).model).not.toHaveProperty('guessed');
    expect(confirmed.complaints).toBe('');
  });

  it('prints it, with the path of the file from here', async () => {
    const { exitCode, output, complaints } = await slc('model', 'manifest', 'own.h5', ...BOTH);
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });
    expect(JSON.parse(output)).toMatchObject({
      source: { file: 'own.h5' },
      preprocessing: { scale: 1 / 255, offset: 0 },
    });
    expect(JSON.parse(output)).not.toHaveProperty('guessed');
    const below = await slc('model', 'manifest', 'own.h5', '--out', 'sub.json');
    expect(below.exitCode).toBe(0);
    expect(await slc('model', 'manifest', 'own.h5', '--out', 'sub.json')).toMatchObject({
      exitCode: 2,
      complaints: 'slc: --out sub.json: expected a new file, there is one already\n',
    });
  });

  it('asks a person for what neither the options nor the network say, until it understands', async () => {
    const answers = ['seven', 'MEL,NV', '2', 'unit'];
    const { output, complaints, asked } = await slcWith({ answers }, 'model', 'manifest', 'own.h5');
    expect(JSON.parse(output)).toMatchObject({
      labels: ['AKIEC', 'BCC', 'BKL', 'DF', 'NV', 'VASC', 'MEL'],
      preprocessing: { scale: 1 / 255, offset: 0 },
    });
    expect(complaints).toBe('');
    expect(asked).toHaveLength(4);
    expect(asked[0]).toMatch(/^Which class does each of the 7 outputs stand for\?\n {2}1 {2}alphabetical/);
    expect(asked[1]).toMatch(/^labels: expected one of alphabetical, .*\nWhich class/);
    expect(asked[2]).toMatch(/^expected 7 classes, got 2\nWhich class/);
    expect(asked[3]).toMatch(/^What were pixels brought to in training\?/);
  });

  it('leaves the guesses where the person leaves the lines empty, and asks nothing that is known', async () => {
    const left = await slcWith({ answers: ['', ''] }, 'model', 'manifest', 'own.h5');
    expect(JSON.parse(left.output).guessed).toEqual(['classes', 'scaling']);
    expect(left.asked).toHaveLength(2);
    expect((await slcWith({ answers: [] }, 'model', 'manifest', 'own.h5', ...BOTH)).asked).toEqual([]);
    unpack('keras2-rescaling.h5', 'scaling.h5');
    const settled = await slcWith({ answers: ['1'] }, 'model', 'manifest', 'scaling.h5');
    expect(settled.asked).toHaveLength(1);
    expect(JSON.parse(settled.output)).not.toHaveProperty('guessed');
  });
});

describe('slc model manifest of a file that cannot be read before something is said of it', () => {
  const manifestOf = async (...args: string[]) => await slc('model', 'manifest', ...args);

  it.each([
    ['64', { height: 64, width: 64 }],
    ['96x48', { height: 96, width: 48 }],
  ])('takes the size of its pictures, and it can be served: --size %s', async (size, input) => {
    unpackField('any-size.h5');
    const options = ['--size', size, '--labels', 'alphabetical', '--scaling', 'none', '--out', 'own.json'];
    expect(await manifestOf('any-size.h5', ...options)).toMatchObject({ exitCode: 0, output: 'own.json\n' });
    expect(JSON.parse(readFileSync(at('own.json'), 'utf8'))).toMatchObject({ input });
    expect((await slc('classify', '--model', 'own.json', '--json', 'a.jpg')).exitCode).toBe(0);
  });

  it('takes the name of one of its outputs, and it can be served', async () => {
    unpackField('two-outputs.h5');
    const options = ['--output', 'gender', '--labels', 'a,b', '--scaling', 'none', '--out', 'own.json'];
    expect(await manifestOf('two-outputs.h5', ...options)).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(readFileSync(at('own.json'), 'utf8'))).toMatchObject({ output: 'gender' });
    const { exitCode, output } = await slc('classify', '--model', 'own.json', '--json', 'a.jpg');
    expect(exitCode).toBe(0);
    expect(JSON.parse(output).predictions).toHaveLength(2);
  });

  it.each([
    ['any-size.h5', 'slc model manifest FILE --size 224, or slc model manifest FILE --size 192x256'],
    ['two-outputs.h5', 'slc model manifest FILE --output gender, or slc model manifest FILE --output age'],
  ])('is told by every command which option says it: %s', async (file, advice) => {
    unpackField(file);
    for (const args of [
      ['model', 'manifest', file],
      ['model', 'inspect', file],
      ['classify', '--model', file, 'a.jpg'],
    ]) {
      const { exitCode, output, complaints } = await slc(...args);
      expect({ args, exitCode, output }).toEqual({ args, exitCode: 1, output: '' });
      expect(complaints).toMatch(/^slc: model.*(any size|it has 2 \(gender, age\)).*\n/);
      expect(complaints.split('\n').slice(1)).toEqual([`slc: a manifest that says it: ${advice}`, '']);
    }
  });

  it('asks a person for the size, until it understands', async () => {
    unpackField('any-size.h5');
    const answers = ['', 'large', '0x64', '96X64', ''];
    const sized = await slcWith({ answers }, 'model', 'manifest', 'any-size.h5');
    expect(JSON.parse(sized.output)).toMatchObject({ input: { height: 96, width: 64 } });
    expect(sized.asked).toHaveLength(5);
    expect(sized.asked[0]).toMatch(/^On pictures of which size was the network trained\?/);
    expect(sized.asked[2]).toMatch(/^size: expected pixels from 1 to 4096, .*, got large\nOn pictures/);
  });

  it('asks a person which output, by its number or its name', async () => {
    unpackField('two-outputs.h5');
    const named = await slcWith({ answers: ['weight', '1', '', ''] }, 'model', 'manifest', 'two-outputs.h5');
    expect(JSON.parse(named.output)).toMatchObject({ output: 'gender' });
    expect(named.asked[0]).toMatch(
      /^Which of the network’s 2 outputs gives the classes\?\n {2}1 {2}gender\n {2}2 {2}age\n/,
    );
    expect(named.asked[1]).toMatch(/^expected one of gender, age, got weight\n/);
  });

  it.each([
    [['own.h5', '--size', '48'], /^slc: size: expected 9 x 8, .* own\.h5, got 48 x 48\n/],
    [['own.h5', '--size', 'large'], /--size.*expected pixels from 1 to 4096, .* got large/],
    [['own.h5', '--size', '5000'], /--size.*expected pixels from 1 to 4096, .* got 5000/],
  ])('refuses a size that cannot be: %j', async (args, message) => {
    const { exitCode, output, complaints } = await manifestOf(...args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaints).toMatch(message);
  });

  it('refuses an output that is not there', async () => {
    unpackField('two-outputs.h5');
    const { exitCode, complaints } = await manifestOf('two-outputs.h5', '--output', 'weight');
    expect({ exitCode, complaints }).toEqual({
      exitCode: 1,
      complaints: 'slc: model: expected an output weight, it has gender, age\n',
    });
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
