import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Calibration } from '../src/calibrate/calibration-summary.js';
import {
  contents,
  draw,
  drawTable,
  estimate,
  expectEndAtCtrlC,
  folder,
  kerasModel,
  oneViewModel,
  readManifest,
  slc,
} from './drawn-command.js';
import { HAM10000, UNKNOWN } from './drawn-data.js';

describe('slc calibrate', () => {
  it('fits all of a model’s limits, and gives the same files again, byte for byte', async () => {
    oneViewModel('one-view.json');
    drawTable(112, HAM10000);
    for (let i = 0; i < 24; i++) draw(`snapshots/of a day/${i}.png`, 1_000 + i);
    writeFileSync(join(folder, 'images/0.png'), 'damaged');
    writeFileSync(join(folder, 'snapshots/bad.jpg'), 'damaged');
    writeFileSync(join(folder, 'snapshots/README.md'), 'no image');
    const args = ['calibrate', '--model', 'one-view.json', '--data', 't.csv', '--not', 'snapshots', '--json'];
    const { exitCode, output, complaints } = await slc([...args, '--out', 'new/out']);
    expect(exitCode, complaints).toBe(1);
    expect(complaints).toMatch(/^calibrate: fits the outlier detector 6 of 6$/m);

    const calibration = JSON.parse(output) as Calibration;
    expect(calibration).toMatchObject({
      model: { id: 'compact-lite0', standIn: true },
      images: 111,
      groups: 56,
      failed: [{ file: '0', code: 'unsupported_media_type' }],
      not: { images: 24, failed: [{ file: 'bad.jpg', code: 'unsupported_media_type' }] },
      temperature: { before: expect.any(Number), after: expect.any(Number) },
      nll: { before: estimate, after: estimate },
      predictionSet: { asked: 0.9, got: estimate },
      outliers: {
        genuine: { images: 111, undecided: estimate, unusable: estimate },
        not: { images: 24, undecided: estimate, unusable: estimate },
      },
      verdicts: { genuine: expect.any(Array), not: expect.any(Array) },
      manifest: 'new/out/manifest.json',
      outliersFile: 'new/out/outliers.bin',
    });
    expect(calibration.predictionSet.perClass.map(({ class: id, images }) => `${id} ${images}`)).toEqual(
      HAM10000.map((id) => `${id.toUpperCase()} ${id === 'akiec' ? 15 : 16}`),
    );
    const given = (rows: readonly { images: number }[] | null) =>
      (rows ?? []).reduce((sum, { images }) => sum + images, 0);
    expect([given(calibration.verdicts.genuine), given(calibration.verdicts.not)]).toEqual([111, 24]);
    expect(calibration.notFitted).toContainEqual(
      expect.stringMatching(/a class needs 20 images .* those with fewer: .*\(has 16\)/),
    );

    const manifest = readManifest('new/out/manifest.json');
    expect(manifest).toMatchObject({
      id: 'compact-lite0',
      source: { kind: 'file', file: expect.stringMatching(/^\.\.\/.*compact-lite0\.h5$/) },
      temperature: { value: calibration.temperature.after },
      outliers: {
        file: 'outliers.bin',
        sizeBytes: readFileSync(join(folder, 'new/out/outliers.bin')).length,
      },
      calibratedOn: {
        ...{ dataset: 't', images: 111, groups: 56, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        command: 'slc calibrate --model one-view.json --data t.csv --not snapshots',
      },
    });
    expect(manifest.evaluations.at(-1)).toMatchObject({ dataset: 't', images: 111 });
    expect(manifest.evaluations.at(-1)?.temperature).toBe(calibration.temperature.after);
    expect(readdirSync(join(folder, 'new'))).toEqual(['out']);

    // The next run replaces what the first one wrote; other engine processes make other batches.
    const written = contents('new/out');
    writeFileSync(join(folder, 'new/out/outliers.bin'), 'an older one');
    await slc([...args, '--out', 'new/out'], {
      ENGINE_PROCESSES: '2',
      ENGINE_THREADS: '1',
      BATCH_MAX_SIZE: '3',
    });
    expect(contents('new/out')).toEqual(written);

    const served = await slc(['classify', '--model', 'new/out/manifest.json', '--json', 'images/1.png']);
    expect(JSON.parse(served.output)).toMatchObject({ temperature: calibration.temperature.after });
  });

  it('calibrates a bare file in its own folder, twice, and says what it leaves out', async () => {
    kerasModel('model/own.keras');
    drawTable(104, UNKNOWN);
    const args = ['--data', 't.csv', '--out', 'model', '--coverage', '0.8', '--name', 'Our clinic’s'];
    const report = ['--report', 'model/report.html', '--language', 'es'];
    const first = await slc(['calibrate', '--model', 'model/own.keras', ...args, ...report]);
    expect(first.exitCode, first.complaints).toBe(0);
    expect(first.output).toMatch(/^ {13}before +after\ntemperature +1 +\d/m);
    expect(first.output).toMatch(/^prediction sets {4}0\.8 asked, \d\.\d{3} \(.*\) hold the true class; /m);
    expect(first.output).toMatch(/^not fitted: Sets of plausible classes: .*class 0 \(has 13\), /m);
    expect(first.output).toMatch(/^serve it {11}MODEL=model\/manifest\.json npm start$/m);
    expect(readdirSync(join(folder, 'model')).toSorted()).toEqual([
      ...['manifest.json', 'outliers.bin', 'own.keras', 'report.html'],
    ]);
    const html = readFileSync(join(folder, 'model/report.html'), 'utf8');
    expect(html).toContain('--out model --report model/report.html --language es</code>');
    expect(html).toMatch(/<dt>slc<\/dt>\s*<dd>\d+\.\d+\.\d+<\/dd>/);
    expect(html).toContain('t.csv');

    const manifest = readManifest('model/manifest.json');
    expect(manifest.source).toMatchObject({ kind: 'file', file: 'own.keras' });
    expect(manifest.calibratedOn).toMatchObject({ dataset: 'Our clinic’s', images: 104, groups: 52 });
    expect(manifest.predictionSet?.coverage).toBe(0.8);
    expect(manifest.evaluations.map(({ dataset }) => dataset)).toEqual(['Our clinic’s']);

    // The table is known by its name, which need not be given again.
    const again = args.filter((arg) => arg !== '--name' && arg !== 'Our clinic’s');
    const second = await slc(['calibrate', '--model', 'model/manifest.json', ...again]);
    expect(second.exitCode, second.complaints).toBe(0);
    const { calibratedOn: _, ...now } = readManifest('model/manifest.json');
    const { calibratedOn: __, ...before } = manifest;
    expect(now).toEqual(before);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['without a folder to write to', ['--data', 't.csv'], 2, /required option '--out <folder>'/],
    [
      'with a coverage of 1',
      ['--data', 't.csv', '--out', 'o', '--coverage', '1'],
      2,
      /a share between 0 and 1/,
    ],
    [
      'of 99 images',
      ['--data', 'few.csv', '--out', 'o'],
      2,
      /at least 100 labelled images .*; there are 99\./,
    ],
    ['without images of a class', ['--data', 'seven.csv', '--out', 'o'], 2, /none of: class 7\./],
    [
      'into a folder with something else',
      ['--data', 't.csv', '--out', 'images'],
      2,
      /--out .*images: expected a new folder or one that calibrate or quantize wrote, it holds 0\.png and 103 more/,
    ],
    [
      'over a manifest that is not its own',
      ['--data', 't.csv', '--out', 'other'],
      2,
      /--out .*other: its manifest\.json is not one that calibrate or quantize wrote/,
    ],
    ['into a file', ['--data', 't.csv', '--out', 't.csv'], 2, /--out .*t\.csv: expected a folder/],
    [
      'with a report in the place of the new folder',
      ['--data', 't.csv', '--out', 'o', '--report', 'o'],
      2,
      /--report .*o: expected a file of its own, that is the place of the folder of --out/,
    ],
    [
      'with a report in the place of a folder above that',
      ['--data', 't.csv', '--out', 'o/p', '--report', 'o'],
      2,
      /that is the place of the folder of --out/,
    ],
    [
      'with a report in the place of the new detector',
      ['--data', 't.csv', '--out', 'o', '--report', 'o/outliers.bin'],
      2,
      /that is the place of the detector of --out/,
    ],
    [
      'with a report in the place of the table',
      ['--data', 't.csv', '--out', 'o', '--report', 't.csv'],
      2,
      /that is the place of the table of --data/,
    ],
    [
      'with no picture of the wrong sort',
      ['--model', 'compact-lite0', '--data', 'ham.csv', '--out', 'o', '--not', 'other'],
      1,
      /--not .*other: expected images, there is none/,
    ],
  ])('is refused %s, and leaves nothing behind', async (_, args, expectedCode, expected) => {
    kerasModel('own.keras');
    drawTable(104, HAM10000);
    cpSync(join(folder, 't.csv'), join(folder, 'ham.csv'));
    drawTable(104, UNKNOWN);
    const [header, ...rows] = readFileSync(join(folder, 't.csv'), 'utf8').split('\n');
    writeFileSync(join(folder, 'few.csv'), [header, ...rows.slice(0, 99)].join('\n'));
    writeFileSync(join(folder, 'seven.csv'), [header, ...rows].join('\n').replaceAll('c7', 'c6'));
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other/manifest.json'), '{"id":"theirs"}');
    const before = readdirSync(folder, { recursive: true });
    const { exitCode, output, complaints } = await slc(['calibrate', '--model', 'own.keras', ...args]);
    expect({ exitCode, output }, complaints).toEqual({ exitCode: expectedCode, output: '' });
    expect(complaints).toMatch(expected);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  it('ends within two seconds at Ctrl-C while it fits, and leaves nothing behind', async () => {
    kerasModel('own.keras');
    drawTable(104, UNKNOWN);
    const args = ['calibrate', '--model', 'own.keras', '--data', 't.csv'];
    const complaints = await expectEndAtCtrlC(args, 'fits the temperature');
    expect(complaints).toMatch(/slc: stopped while it fitted, nothing was written\n$/);
  });
});
