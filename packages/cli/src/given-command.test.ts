import { describe, expect, it } from 'vitest';
import { type GivenOptions, givenCommand, recordedCommand } from './given-command.js';

const options: GivenOptions = {
  ...{ model: 'm', data: 'd', out: 'o', coverage: 0.9, engine: 'auto', language: 'en' },
};

it.each<[string, Partial<GivenOptions>, string]>([
  ['leaves out the precision that is so by default', { precision: 'float32' }, '--model m --data d'],
  ['leaves out where it wrote to, and what is so by default', { report: 'r.html' }, '--model m --data d'],
  [
    'names what was chosen',
    { not: '../x', coverage: 0.95, groupBy: 'clinic', engine: 'onnx' },
    '--model m --data d --group-by clinic --not ../x --coverage 0.95 --engine onnx',
  ],
  [
    'has no absolute path, which would show a machine to others',
    { model: '/home/anna/m.h5', data: '/data/clinic', images: '/data/clinic/photos' },
    '--model m.h5 --data clinic --images photos',
  ],
  [
    'has what was said of a bare file',
    { model: 'm.h5', labels: { text: 'NV,MEL', labels: [] }, scaling: 'unit' },
    '--model m.h5 --labels NV,MEL --scaling unit --data d',
  ],
  [
    'can be pasted into a shell',
    { data: 'my data', name: "Anna's; rm -rf" },
    String.raw`--model m --data 'my data' --name 'Anna'\''s; rm -rf'`,
  ],
])('the command of a manifest %s', (_, changes, expected) => {
  expect(recordedCommand('slc calibrate', { ...options, ...changes })).toBe(`slc calibrate ${expected}`);
});

it('records how much int8 may lose where that was chosen', () => {
  const { coverage: _, language: __, ...given } = options;
  const command = (maxLoss: number) => recordedCommand('slc quantize', { ...given, maxLoss });
  expect(command(0.003)).toBe('slc quantize --model m --data d');
  expect(command(0.01)).toBe('slc quantize --model m --data d --max-loss 0.01');
});

describe('the command of a report', () => {
  it('is a calibration’s with what it wrote', () => {
    const written = { out: '/home/anna/my model', report: 'new report.html', language: 'es' } as const;
    expect(givenCommand('slc calibrate', { ...options, ...written })).toBe(
      "slc calibrate --model m --data d --out 'my model' --report 'new report.html' --language es",
    );
  });

  it('is an evaluation’s with all that it was asked for', () => {
    const asked: GivenOptions = {
      ...{
        model: '/a/m.h5',
        compare: 'm2',
        data: 'd.csv',
        engine: 'onnx',
        precision: 'int8',
        prevalence: 0.02,
      },
      ...{ output: '/a/answers.jsonl', resume: true, shard: { number: 2, of: 3 } },
      ...{ predictions: '/a/p.csv', report: 'r.html', language: 'en', thumbnails: true },
    };
    expect(givenCommand('slc evaluate', asked)).toBe(
      'slc evaluate --model m.h5 --compare m2 --data d.csv --engine onnx --precision int8 --prevalence 0.02 --predictions p.csv --output answers.jsonl --shard 2/3 --report r.html --language en --resume --thumbnails',
    );
  });
});
