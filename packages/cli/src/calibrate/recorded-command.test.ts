import { expect, it } from 'vitest';
import type { CalibrateOptions } from './calibrate-and-write.js';
import { recordedCommand } from './recorded-command.js';

const options: CalibrateOptions = {
  ...{ model: 'm', data: 'd', out: 'o', coverage: 0.9, engine: 'auto', language: 'en' },
};

it.each<[string, Partial<CalibrateOptions>, string]>([
  ['leaves out where it wrote to, and what is so by default', {}, 'slc calibrate --model m --data d'],
  [
    'names what was chosen',
    { not: '../x', coverage: 0.95, groupBy: 'clinic', engine: 'onnx' },
    'slc calibrate --model m --data d --group-by clinic --not ../x --coverage 0.95 --engine onnx',
  ],
  [
    'has no absolute path, which would show a machine to others',
    { model: '/home/anna/m.h5', data: '/data/clinic', images: '/data/clinic/photos' },
    'slc calibrate --model m.h5 --data clinic --images photos',
  ],
  [
    'has what was said of a bare file',
    { model: 'm.h5', labels: { text: 'NV,MEL', labels: [] }, scaling: 'unit' },
    'slc calibrate --model m.h5 --labels NV,MEL --scaling unit --data d',
  ],
  [
    'can be pasted into a shell',
    { data: 'my data', name: "Anna's; rm -rf" },
    String.raw`slc calibrate --model m --data 'my data' --name 'Anna'\''s; rm -rf'`,
  ],
])('the command of a manifest %s', (_, changes, expected) => {
  expect(recordedCommand({ ...options, ...changes })).toBe(expected);
});
