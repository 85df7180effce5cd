import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { drawTable, estimate, folder, readManifest, slc } from './drawn-command.js';

const CLASSES = ['benign', 'malignant', 'other'];

it('an ONNX file is calibrated, evaluated and seen in several views as any other model', async () => {
  const packed = new URL('../../classifier/fixtures/onnx-files/ultralytics.onnx.gz', import.meta.url);
  writeFileSync(join(folder, 'model.onnx'), gunzipSync(readFileSync(packed)));
  drawTable(105, CLASSES);
  const data = ['--data', 't.csv', '--json'];
  const calibrated = await slc(['calibrate', '--model', 'model.onnx', ...data, '--out', 'out']);
  expect(calibrated.exitCode, calibrated.complaints).toBe(0);
  expect(JSON.parse(calibrated.output)).toMatchObject({
    images: 105,
    temperature: { after: expect.any(Number) },
    outliers: { genuine: { images: 105 } },
  });
  const manifest = readManifest('out/manifest.json');
  expect(manifest).toMatchObject({ source: { kind: 'file', file: '../model.onnx' } });
  expect(manifest.labels.map(({ id }) => id)).toEqual(CLASSES);

  const written = JSON.parse(readFileSync(join(folder, 'out/manifest.json'), 'utf8'));
  const fourViews = { ...written, preprocessing: { ...written.preprocessing, views: 4 } };
  writeFileSync(join(folder, 'out/four-views.json'), JSON.stringify(fourViews));
  const evaluated = await slc(['evaluate', '--model', 'out/four-views.json', ...data]);
  expect(evaluated.exitCode, evaluated.complaints).toBe(0);
  expect(JSON.parse(evaluated.output)).toMatchObject({ images: 105, accuracy: estimate });
  const classified = await slc(['classify', '--model', 'out/four-views.json', '--json', 'images/1.png']);
  expect(JSON.parse(classified.output)).toMatchObject({
    temperature: manifest.temperature.value,
    assessment: { views: { count: 4 }, outlier: { score: expect.any(Number) } },
  });
});
