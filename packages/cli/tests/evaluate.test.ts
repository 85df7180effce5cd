import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALIBRATION_FOLDER } from '../../image/tests/outside-folders.js';
import type { Comparison } from '../src/evaluate/compare-models.js';
import type { Evaluation } from '../src/evaluate/evaluate-images.js';
import { compactModel, draw, drawing, folder, kerasModel, mirroredModel, slc } from './evaluate-command.js';

describe('slc evaluate', () => {
  it('measures a model on a table, and counts and names what it cannot use', async () => {
    for (const number of [1, 2, 3, 4]) draw(number, `images/${number}.jpg`);
    writeFileSync(join(folder, 'images/bad.jpg'), readFileSync(drawing(1)).subarray(0, 300));
    const rows = [
      '1,nv,L1',
      '2,MEL,L1',
      '3,naevus,L2',
      '4,bcc,',
      'bad,nv,L3',
      'gone,nv,L4',
      '1,nv,L1',
      '2.jpg,scar,L1',
    ];
    writeFileSync(join(folder, 't.csv'), ['image,dx,lesion_id', ...rows].join('\r\n'));
    const table = ['--model', 'compact-lite0', '--data', 't.csv'];
    const { exitCode, output, complaints } = await slc(
      'evaluate',
      ...table,
      '--json',
      '--predictions',
      'p.csv',
    );
    expect(exitCode, complaints).toBe(1);
    expect(complaints).toMatch(
      /^evaluate: 1\/5, \d+\.\d images\/s, \d:\d\d left\n[\s\S]*evaluate: 5\/5, .* 0:00 left\n$/,
    );

    const evaluation = JSON.parse(output) as Evaluation;
    const estimate = { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };
    expect(evaluation).toMatchObject({
      images: 4,
      groups: 3,
      failed: [
        { file: 'gone', code: 'not_found', message: 't.csv, line 7: its image is not found' },
        { file: 'bad', code: 'invalid_image', message: expect.any(String) },
      ],
      leftOut: [
        { file: '1', reason: 'duplicate' },
        { file: '2.jpg', reason: 'other-class' },
      ],
      accuracy: estimate,
      balancedAccuracy: estimate,
      macroF1: estimate,
      nll: { before: estimate, after: estimate },
      ece: { before: expect.any(Number), after: expect.any(Number) },
      brier: { before: expect.any(Number), after: expect.any(Number) },
      malignant: { rocAuc: estimate },
      confusionMatrix: { classes: ['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC'] },
      model: { id: 'compact-lite0' },
      engine: 'onnx',
    });
    expect(evaluation.perClass.map(({ support }) => support)).toEqual([0, 1, 0, 0, 1, 2, 0]);
    expect(evaluation.confusionMatrix.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(output).not.toContain('NaN');

    // What is measured is what is served.
    const [header = '', ...lines] = readFileSync(join(folder, 'p.csv'), 'utf8').trim().split('\n');
    const ids = evaluation.confusionMatrix.classes;
    const columns = [
      'verdict,top_class,malignant,set,outlier',
      ids.map((id) => `p_${id}`),
      ids.map((id) => `z_${id}`),
    ];
    expect(header).toBe(`file,label,group,${columns.join(',')},time,model,error`);
    expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual([
      '1,NV,L1',
      '2,MEL,L1',
      '3,NV,L2',
      '4,BCC,',
      'bad,NV,L3',
    ]);
    expect(lines[4]).toMatch(/,"?invalid_image: /);
    const served = await slc('classify', '--model', 'compact-lite0', '--json', 'images/2.jpg');
    const { topClass, malignantProbability, assessment, predictions, model } = JSON.parse(served.output);
    const cells = lines[1]?.split(',') ?? [];
    expect(cells.slice(3, 5)).toEqual([assessment.verdict, topClass]);
    expect(Number(cells[5])).toBeCloseTo(malignantProbability, 5);
    for (const [index, id] of ids.entries()) {
      const { probability, logit } = predictions.find(
        (prediction: { class: string }) => prediction.class === id,
      );
      expect(Number(cells[8 + index])).toBeCloseTo(probability, 5);
      expect(Number(cells[8 + ids.length + index])).toBeCloseTo(logit, 4);
    }
    expect(cells.slice(-3)).toEqual([
      expect.stringMatching(/^20\d\d-.*Z$/),
      `${model.id} ${model.revision}`,
      '',
    ]);
    expect(readdirSync(folder).sort()).toEqual(['images', 'p.csv', 't.csv']);
  });

  it('measures a model with classes of its own on a folder of classes, and writes a short text', async () => {
    for (const number of [1, 2, 3]) draw(number, `data/c${number}/${number}.jpg`);
    draw(4, 'data/C1/4.jpg');
    draw(1, 'data/c9/1.jpg');
    const { exitCode, output } = await slc('evaluate', '--model', kerasModel(), '--data', 'data');
    expect(exitCode).toBe(0);
    expect(output).toMatch(
      /^model {14}own .*, T = 1, engine onnx\nimages {13}4 in 4 groups, 0 failed, 1 left out\n/,
    );
    expect(output).toMatch(/^accuracy {11}\d\.\d{3} \(\d\.\d{3} to \d\.\d{3}\)$/m);
    expect(output).toMatch(/^malignant ROC AUC {2}not defined$/m);
    expect(output).toMatch(/^class +images {2}recall +precision +F1 +ROC AUC\nc1 +2 /m);
    expect(output).toMatch(/^left out: c9\/1\.jpg: its class c9 is none of the model’s$/m);
  });

  it('compares two models whose classes come in another order, on the images that both answer', async () => {
    for (const number of [1, 2, 3, 4]) draw(number, `images/${number}.jpg`);
    writeFileSync(join(folder, 'images/bad.jpg'), readFileSync(drawing(1)).subarray(0, 300));
    const rows = ['1,nv,L1', '2,MEL,L1', '3,nv,L2', '4,bcc,', 'bad,nv,L3', 'gone,nv,L4'];
    writeFileSync(join(folder, 't.csv'), ['image,dx,lesion_id', ...rows].join('\n'));
    const args = ['evaluate', '--model', 'compact-lite0', '--compare', mirroredModel(), '--data', 't.csv'];
    const { exitCode, output, complaints } = await slc(...args, '--json', '--predictions', 'p.csv');
    expect(exitCode, complaints).toBe(1);
    expect(complaints).toMatch(/^evaluate, first model: 1\/5, [\s\S]*evaluate, second model: 5\/5, .*\n$/);
    const evaluation = JSON.parse(output) as Evaluation;
    const comparison = evaluation.comparison as Comparison;
    const ids = evaluation.confusionMatrix.classes;
    expect(comparison).toMatchObject({
      images: 4,
      groups: 3,
      model: { id: 'mirrored' },
      engine: 'onnx',
      failed: [
        { file: 'gone', code: 'not_found' },
        { file: 'bad', code: 'invalid_image' },
      ],
      perClass: ids.map((id) => ({ class: id })),
    });
    // What the mirrored model names is the class at the other end, as sure as the first model is of its own.
    const [, ...lines] = readFileSync(join(folder, 'p.csv'), 'utf8').trim().split('\n');
    const answers = lines.slice(0, 4).map((line) => line.split(','));
    const mirror = (id = '') => ids[ids.length - 1 - ids.indexOf(id)];
    const differing = answers.filter(([, , , , topClass]) => mirror(topClass) !== topClass);
    expect(differing.length).toBeGreaterThan(0);
    expect(comparison.differing).toEqual(
      differing.map((cells) => {
        const [file, label, , , topClass = ''] = cells;
        const probability = expect.closeTo(Number(cells[8 + ids.indexOf(topClass)]), 5);
        return {
          file,
          label,
          first: { class: topClass, probability },
          second: { class: mirror(topClass), probability },
        };
      }),
    );
    const rights = (which: (topClass?: string) => string | undefined) =>
      answers.filter(([, label, , , topClass]) => which(topClass) === label).length;
    expect(comparison.accuracy.first.value).toBe(rights((topClass) => topClass) / 4);
    expect(comparison.accuracy.second.value).toBe(rights(mirror) / 4);

    const { output: text } = await slc(...args);
    expect(text).toMatch(
      /^compared with {6}mirrored 2.0.0 .*, engine onnx\nimages of both {5}4 in 3 groups$/m,
    );
    expect(text).toMatch(/^figure +first +second {2}second minus first\naccuracy +\d\.\d{3} +\d\.\d{3} {2}/m);
    expect(text).toMatch(/^McNemar’s test {5}p = \d\.\d{3}, exact and two-sided$/m);
    expect(text).toMatch(/^differ: \d \((NV|MEL|BCC)\): first /m);
  });

  it('measures when to believe answers: verdicts, and sets of a model that has limits for them', async () => {
    for (const number of [1, 2, 3, 4]) draw(number, `nv/${number}.jpg`);
    // Every class whose probability is at least 0, so all of them.
    const predictionSet = { coverage: 0.9, threshold: 1, classThresholds: {}, heldOut: null };
    const model = compactModel('with-limits', () => ({ predictionSet }));
    const { output } = await slc('evaluate', '--model', model, '--data', '.', '--json');
    const { verdicts, predictionSets, outliers } = JSON.parse(output) as Evaluation;
    expect(verdicts?.reduce((sum, { images }) => sum + images, 0)).toBe(4);
    expect(verdicts?.map(({ verdict }) => verdict)).not.toContain('clear');
    expect(predictionSets).toMatchObject({
      coverageAsked: 0.9,
      coverage: { value: 1 },
      sizes: [0, 0, 0, 0, 0, 0, 0, 4],
    });
    expect(outliers).toBeNull();
    const { output: text } = await slc('evaluate', '--model', model, '--data', '.');
    expect(text).toMatch(/^prediction sets {4}1\.000 .* hold the true class, 0\.9 is asked; 7\.000 /m);
    expect(text).toMatch(/^verdict \w+ +\d\.\d{3} \(.*\) of the images, \d\.\d{3} \(.*\) of these right$/m);
    expect(text).toMatch(/^class +images {2}recall .* coverage\nNV +4 /m);
  });

  it('warns where the model was calibrated on the same table', async () => {
    draw(1, '1.jpg');
    writeFileSync(join(folder, 't.csv'), 'file,label\n1,nv\n');
    writeFileSync(join(folder, 'u.csv'), 'file,label\n1,mel\n');
    const sha256 = createHash('sha256').update('file,label\n1,nv\n').digest('hex');
    const model = compactModel('fitted', ({ calibratedOn }) => ({
      calibratedOn: { ...calibratedOn, sha256 },
    }));
    const seen = await slc('evaluate', '--model', model, '--data', 't.csv', '--report', 'r.html', '--json');
    expect(JSON.parse(seen.output)).toMatchObject({ seenInCalibration: true });
    expect(seen.complaints).toMatch(/^slc: fitted was calibrated on this table: /m);
    expect(readFileSync(join(folder, 'r.html'), 'utf8')).toContain('calibrated on these very images');
    const other = await slc('evaluate', '--model', model, '--data', 'u.csv', '--json');
    expect(JSON.parse(other.output)).toMatchObject({ seenInCalibration: false });
    expect(other.complaints).not.toContain('calibrated');
  });

  it('refuses to compare models of other classes before an image is answered', async () => {
    draw(1, 'nv/1.jpg');
    const args = ['--model', 'compact-lite0', '--compare', kerasModel(), '--data', '.'];
    const { exitCode, output, complaints } = await slc('evaluate', ...args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaints).toBe(
      'slc: models to compare: expected the same classes in both, the first alone has AKIEC, BCC, BKL, DF, MEL, NV, VASC, the second alone has c0, c1, c2, c3, c4, c5, c6, c7\n',
    );
  });

  it('writes a report in the language that is asked for, with pictures of the worst mistakes', async () => {
    for (const number of [1, 2, 3, 4]) draw(number, `mel/${number}.jpg`);
    draw(1, 'bcc/1.jpg');
    const table = ['--model', 'compact-lite0', '--data', '.', '--language', 'es', '--thumbnails'];
    const { exitCode, complaints } = await slc('evaluate', ...table, '--report', 'r.html');
    expect(exitCode, complaints).toBe(0);
    const html = readFileSync(join(folder, 'r.html'), 'utf8');
    expect(html).toContain('<html lang="es">');
    expect(html).toContain(
      'slc evaluate --model compact-lite0 --data . --report r.html --language es --thumbnails',
    );
    const mistakes = html.match(/<img src="data:image\/jpeg;base64,/g)?.length ?? 0;
    const listed = html.match(/<th scope="row">(mel|bcc)\/\d\.jpg/g)?.length ?? 0;
    expect(mistakes).toBeGreaterThan(0);
    expect(mistakes).toBe(listed);
    expect(readdirSync(folder).sort()).toEqual(['bcc', 'mel', 'r.html']);
  });

  const note = CALIBRATION_FOLDER ? '' : ' (they are not here, see test_images/README.md)';
  it.skipIf(!CALIBRATION_FOLDER)(`measures the compact model on some calibration images${note}`, async () => {
    const source = CALIBRATION_FOLDER ?? '';
    const [header, ...rows] = readFileSync(join(source, 'labels.csv'), 'utf8').trim().split('\n');
    const some = rows.filter((_, index) => index % 7 === 0);
    writeFileSync(join(folder, 'some.csv'), [header, ...some].join('\n'));
    const table = ['--data', 'some.csv', '--images', join(source, 'images')];
    const { exitCode, output } = await slc('evaluate', '--model', 'compact-lite0', ...table, '--json');
    expect(exitCode).toBe(0);
    const { images, failed, leftOut, accuracy } = JSON.parse(output) as Evaluation;
    expect({ images, failed, leftOut }).toEqual({ images: some.length, failed: [], leftOut: [] });
    // .874 on all 708.
    expect(accuracy.value).toBeGreaterThan(0.75);
  });
});
