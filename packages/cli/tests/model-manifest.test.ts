import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at, BOTH, slc, slcWith, unpack, unpackField } from './bare-file-command.js';

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

  it('takes the recipe by the name of a library, and asks nothing of it', async () => {
    const args = ['model', 'manifest', 'own.h5', '--preset', 'fastai'];
    const { output, asked } = await slcWith({ answers: ['1'] }, ...args);
    expect(asked).toHaveLength(1);
    const manifest = JSON.parse(output);
    expect(manifest.preprocessing).toMatchObject({ crop: 'centre-square', resize: 'bilinear-antialiased' });
    expect(manifest).not.toHaveProperty('guessed');
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
      expect(complaints).toMatch(/^slc: [\w.-]+: model.*(any size|it has 2 \(gender, age\)).*\n/);
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
      complaints: 'slc: two-outputs.h5: model: expected an output weight, it has gender, age\n',
    });
  });
});
