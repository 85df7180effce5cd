import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ENGINES } from '@slc/classifier';
import { describe, expect, it } from 'vitest';
import { readAtMost } from '../src/own-images.js';
import { ownFolder } from './own-folder.js';
import { runProgram } from './run-program.js';

const { folder, set, slc } = ownFolder('slc');

/** A grey 64 x 64 picture: binary PGM is not supported, so it is written as an uncompressed TIFF by hand. */
function greyTiff(): Buffer {
  const size = 64;
  const entries: [tag: number, type: number, value: number][] = [
    [256, 4, size],
    [257, 4, size],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, size],
    [279, 4, size * size],
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length);
  entries.forEach(([tag, type, value], i) => {
    const at = 2 + i * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(8 + size * size, 4);
  return Buffer.concat([header, Buffer.alloc(size * size, 128), directory]);
}

describe('slc classify', () => {
  it('writes one JSON line a file, goes on after a bad one, and exits with 1', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    writeFileSync(join(folder, 'note.txt'), 'no image');
    const { exitCode, output } = await slc('classify', '--json', 'note.txt', 'missing.jpg', 'grey.tif');
    const [note, missing, grey] = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(1);
    expect(note).toMatchObject({ file: 'note.txt', error: { code: 'unsupported_media_type' } });
    expect(missing).toMatchObject({ file: 'missing.jpg', error: { code: 'not_found' } });
    expect(grey).toMatchObject({ file: 'grey.tif', model: { id: 'compact-lite0' }, temperature: 0.7467 });
    expect(grey.predictions).toHaveLength(7);
    expect(grey.assessment).toMatchObject({ verdict: 'unusable', views: { count: 4 } });
    expect(grey.assessment.reasons).toEqual(expect.arrayContaining(['flat', 'colourless', 'small']));
  });

  it('gives a BMP the numbers of the same picture as PNG', async () => {
    for (const name of ['rgb-24.bmp', 'rgb-8.png']) {
      cpSync(new URL(`../../image/fixtures/files/${name}`, import.meta.url), join(folder, name));
    }
    const { exitCode, output } = await slc('classify', '--json', 'rgb-24.bmp', 'rgb-8.png');
    const [bmp, png] = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(0);
    expect(bmp.image.format).toBe('bmp');
    expect(bmp.predictions).toEqual(png.predictions);
  });

  it('says in its text first how far to believe the answer', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    const { output } = await slc('classify', '--model', 'compact-lite0', 'grey.tif');
    expect(output).toMatch(/^grey\.tif\n {2}Unusable: .*the picture has no colour; .*smaller than/);
    expect(output).toMatch(/^ {2}4 of 4 views of the picture agree$/m);
  });

  it('takes folders and an image on standard input, in the order in which they are named', async () => {
    mkdirSync(join(folder, 'several', 'deep'), { recursive: true });
    for (const name of ['b.tif', 'a.tif', join('deep', 'c.tif')]) {
      writeFileSync(join(folder, 'several', name), greyTiff());
    }
    const readInput = async () => greyTiff();
    const args = ['classify', '--json', '--model', 'compact-lite0', 'several', '-'];
    const { exitCode, output, complaints } = await runProgram(args, { directory: folder, readInput });
    const answers = output.trim().split('\n');
    expect(exitCode).toBe(0);
    expect(answers.map((line) => JSON.parse(line).file)).toEqual([
      join('several', 'a.tif'),
      join('several', 'b.tif'),
      join('several', 'deep', 'c.tif'),
      '-',
    ]);
    expect(complaints).toMatch(/^classify: 1\/4, .* images\/s, \d:\d\d left\n[\s\S]*classify: 4\/4, /);
  });

  it('gives each image a line on a terminal, and the notice once', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    writeFileSync(join(folder, 'note.txt'), 'no image');
    const screen = { columns: 80, hasColour: false };
    const args = ['classify', '--model', 'compact-lite0', 'grey.tif', 'note.txt', 'grey.tif'];
    const { output } = await runProgram(args, { directory: folder, screen });
    const [first, second, third, notice, ...rest] = output.split('\n');
    expect(first).toMatch(/^grey\.tif {2}Unusable {3}- .* flat/);
    expect(second).toMatch(/^note\.txt {2}error unsupported_media_type: /);
    expect({ third, rest }).toEqual({ third: first, rest: [''] });
    expect(notice).toMatch(/Not a medical device/);
  });

  it('says after Ctrl-C how far it came', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    let interrupt = () => {};
    const onInterrupt = (listener: () => void) => {
      interrupt = listener;
      return () => {};
    };
    // Standard input stays open and gives nothing.
    const readInput = (signal: AbortSignal) => {
      setTimeout(() => interrupt(), 100);
      return readAtMost(new Readable({ read() {} }), signal);
    };
    const args = ['classify', '--json', '--model', 'compact-lite0', 'grey.tif', '-'];
    const { exitCode, complaints } = await runProgram(args, { directory: folder, readInput, onInterrupt });
    expect({ exitCode, complaints }).toEqual({
      exitCode: 130,
      complaints: expect.stringMatching(/slc: stopped after [01] of 2 images\n$/),
    });
  });

  it('writes a CSV with the columns of --predictions', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    writeFileSync(join(folder, 'note.txt'), 'no image');
    const { exitCode, output } = await slc('classify', '--format', 'csv', 'note.txt', 'grey.tif');
    const [head, note, grey, ...rest] = output.split('\n');
    expect({ exitCode, rest }).toEqual({ exitCode: 1, rest: [''] });
    expect(head).toMatch(
      /^file,verdict,top_class,malignant,set,outlier,p_AKIEC,.*,p_VASC,z_AKIEC,.*,z_VASC,time,model,error$/,
    );
    expect(note).toMatch(/^note\.txt,{22}"?unsupported_media_type: /);
    expect(grey).toMatch(/^grey\.tif,unusable,[A-Z]+,0\.\d+,.*,compact-lite0 2\.0\.0,$/);
  });

  it('writes an overlay for each file that it explains, two of one name in folders of their own', async () => {
    const images = [join('left', 'grey.tif'), join('right', 'grey.tif'), 'note.txt'];
    for (const path of images) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), path.endsWith('.tif') ? greyTiff() : 'no image');
    }
    const maps = join(folder, 'new', 'maps');
    const { exitCode, output } = await slc(
      ...['classify', '--json', '--explain', 'score-cam', '--out', maps],
      ...images,
    );
    expect(exitCode).toBe(1);
    const [left] = output.split('\n');
    expect(JSON.parse(left ?? '')).toMatchObject({
      file: images[0],
      explanation: { method: 'score-cam', height: 7, width: 7, check: { holds: expect.any(Boolean) } },
    });
    const written = readdirSync(maps, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('.'),
    );
    expect(written.sort()).toEqual([join('left', 'grey.score-cam.png'), join('right', 'grey.score-cam.png')]);
  });

  it('says in words where an answer comes from', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    const { exitCode, output } = await slc('classify', '--explain', 'grad-cam', 'grey.tif');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^ {2}Of a picture that cannot be judged a map means nothing either: grad-cam: /m);
  });

  it.each([
    ['an overlay of nothing', ['--out', 'maps'], /--out: expected --explain beside it/],
    ['another method', ['--explain', 'lime'], /grad-cam, hirescam, score-cam/],
    ['a folder that is a file', ['--explain', 'grad-cam', '--out', 'grey.tif'], /grey\.tif: expected a/],
  ])('exits with 2 on %s', async (_, options, complaint) => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    const { exitCode, output, complaints } = await slc('classify', ...options, 'grey.tif');
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaints).toMatch(complaint);
  });

  it.each(['onnx', 'tfjs-wasm'])('runs the network on %s when it is told to', async (engine) => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    const { exitCode, output, complaints } = await slc('classify', '--engine', engine, '--json', 'grey.tif');
    expect(exitCode, complaints).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ engine, model: { id: 'compact-lite0' } });
  });

  const notInstalled = (['tfjs-gpu', 'tfjs-cpu', 'onnx-cuda'] as const).filter(
    (engine) => !ENGINES[engine].isInstalled(),
  );
  it.each(notInstalled)('says what to install where %s is not, and takes no other', async (engine) => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    const { exitCode, output, complaints } = await slc('classify', '--engine', engine, 'grey.tif');
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: '' });
    expect(complaints).toMatch(
      new RegExp(`^slc: engine ${engine}: not available here.*node packages/engine-`, 'm'),
    );
  });

  it('exits with 0 and names the model when all is well', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    const { exitCode, output, complaints } = await slc('classify', 'grey.tif');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/model compact-lite0 2\.0\.0 \(compact stand-in\), T = 0\.7467/);
    expect(output).toMatch(/Not a medical device/);
    // The default is not on this machine, and the command was not asked to fetch it.
    expect(complaints).toBe(
      'slc: efficientnetv2s-ham10000 is not on this machine, compact-lite0 answers in its place (standIn: true). Fetch it with: slc model pull efficientnetv2s-ham10000\n',
    );
  });

  it.each([
    ['no file', ['classify'], /^slc: missing .*\n\(see slc classify --help\)\n$/],
    ['no model', ['model', 'inspect'], /^slc: missing .*\n\(see slc model inspect --help\)\n$/],
    ['an unknown option', ['classify', '--speed', 'x.jpg'], /^slc: unknown option '--speed'/],
    ['two formats', ['classify', '--json', '--format', 'csv', 'x.jpg'], /^slc: .*cannot be used with/],
    ['an unknown engine', ['classify', '--engine', 'abacus', 'x.jpg'], /^slc: .*tfjs-wasm/],
    ['an unknown command', ['guess'], /^slc: unknown command 'guess'\n\(see slc --help\)\n$/],
    ['a negative time', ['bench', '--seconds', '-1'], /expected a number above 0, got -1/],
    [
      'a file of answers where there is no folder',
      ['classify', '--output', 'nowhere/x.csv', 'x.jpg'],
      /nowhere\/x\.csv: expected a file that can be written: there is no such folder\n$/,
    ],
  ])('exits with 2 on %s', async (_, args, complaint) => {
    const { exitCode, output, complaints } = await slc(...args);
    expect(exitCode).toBe(2);
    expect(output).toBe('');
    expect(complaints).toMatch(complaint);
  });

  it('takes the model that MODEL names, and says nothing of another', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    set({ MODEL: 'compact-lite0' });
    const { exitCode, complaints } = await slc('classify', 'grey.tif');
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });
  });

  it('does not answer with another model than the one that was asked for', async () => {
    set({ HF_HUB_OFFLINE: '1' });
    const { exitCode, output, complaints } = await slc(
      'classify',
      '--model',
      'efficientnetv2s-ham10000',
      'grey.tif',
    );
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: '' });
    expect(complaints).toMatch(/not in the cache, and HF_HUB_OFFLINE forbids to fetch it/);
  });

  it('exits with 2 on settings that cannot be used', async () => {
    set({ HF_ENDPOINT: 'the-hub', HF_HUB_OFFLINE: 'perhaps' });
    const { exitCode, complaints } = await slc('classify', '--model', 'compact-lite0', 'grey.tif');
    expect(exitCode).toBe(2);
    expect(complaints).toMatch(/HF_ENDPOINT: .*\nHF_HUB_OFFLINE: /);
  });

  it.each([
    ['classify --model resnet x.jpg', /^slc: model resnet: expected one of compact-lite0, /],
    ['model inspect resnet', /^slc: model resnet: expected one of compact-lite0, /],
    ['model inspect /nowhere/own.h5', /^slc: \/nowhere\/own\.h5: expected a model file, there is none/],
    ['model verify ./own.json', /^slc: \.\/own\.json: expected a model manifest, there is none/],
    ['model manifest ../nowhere.keras', /^slc: \.\.\/nowhere\.keras: expected a model file, there is none/],
    [
      'bench engine --model note.txt',
      /^slc: model note\.txt: expected one of compact-lite0, .*or of a model file/,
    ],
  ])(
    'exits with 2 where a name means no model, and keeps it as it was typed: slc %s',
    async (args, complaint) => {
      writeFileSync(join(folder, 'note.txt'), 'no model');
      const { exitCode, output, complaints } = await slc(...args.split(' '));
      expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
      expect(complaints).toMatch(complaint);
    },
  );

  it.each(['model inspect broken.h5', 'classify --model broken.h5 x.jpg'])(
    'exits with 1 where a file is a model’s and broken, and names it: slc %s',
    async (args) => {
      writeFileSync(join(folder, 'broken.h5'), 'no model');
      const { exitCode, complaints } = await slc(...args.split(' '));
      expect(exitCode).toBe(1);
      expect(complaints).toMatch(/^slc: broken\.h5: expected a whole HDF5 file/);
    },
  );

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await slc('--version')).toEqual({ exitCode: 0, output: `${version}\n`, complaints: '' });
  });

  it.each([
    'calibrate',
    'classify',
    'evaluate',
    'bench',
    'doctor',
    'completion',
    'model list',
    'model pull',
    'model verify',
    'model inspect',
    'model manifest',
  ])('explains %s, with examples', async (command) => {
    const { exitCode, output, complaints } = await slc(...command.split(' '), '--help');
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });
    expect(output).toMatch(new RegExp(`^Usage: slc ${command} `));
    expect(output).toMatch(/\nExamples:\n {2}/);
  });
});
