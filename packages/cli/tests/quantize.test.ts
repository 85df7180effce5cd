import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Quantization } from '../src/quantize/quantization-summary.js';
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
import { UNKNOWN } from './drawn-data.js';

/** With the detector of unlike images beside it. */
function modelWithLimits(): void {
  oneViewModel('one-view.json');
  const outliers = fileURLToPath(new URL('../../models/compact-lite0/outliers.bin', import.meta.url));
  cpSync(outliers, join(folder, 'outliers.bin'));
}

describe('slc quantize', () => {
  it('writes one manifest for both precisions, the same again, and its model is served at int8', async () => {
    kerasModel('own.keras');
    drawTable(104, UNKNOWN);
    const args = ['quantize', '--model', 'own.keras', '--data', 't.csv', '--max-loss', '1', '--json'];
    const { exitCode, output, complaints } = await slc([...args, '--out', 'new/out']);
    expect(exitCode, complaints).toBe(0);
    const quantization = JSON.parse(output) as Quantization;
    expect(quantization).toMatchObject({
      model: { id: 'own', precision: 'float32' },
      ...{ images: 104, groups: 52, isLabelled: true, failed: [], notFitted: null },
      loss: {
        accuracy: estimate,
        balancedAccuracy: estimate,
        agreement: estimate,
        nll: estimate,
        ece: estimate,
      },
      fitted: expect.arrayContaining(['prediction sets']),
      manifest: 'new/out/manifest.json',
    });
    expect(quantization.loss.agreement.value).toBeGreaterThan(0.8);

    const manifest = readManifest('new/out/manifest.json');
    const { int8 } = manifest.precisions ?? {};
    expect(manifest.source).toMatchObject({ kind: 'file', file: '../../own.keras' });
    expect(manifest.temperature.value).toBe(1);
    expect(int8).toMatchObject({
      temperature: { value: quantization.temperature.int8 },
      predictionSet: { coverage: 0.9 },
      float: quantization.layers.float,
      calibratedOn: {
        ...{ dataset: 't', images: 104, groups: 52 },
        command: 'slc quantize --model own.keras --data t.csv --max-loss 1',
      },
    });
    expect(Object.keys(int8?.ranges ?? {}).length).toBeGreaterThan(1);
    expect(readdirSync(join(folder, 'new'))).toEqual(['out']);

    const written = contents('new/out');
    const others = { ENGINE_PROCESSES: '2', ENGINE_THREADS: '1', BATCH_MAX_SIZE: '3' };
    await slc([...args, '--out', 'new/out'], others);
    expect(contents('new/out')).toEqual(written);

    const inspected = await slc(['model', 'inspect', 'new/out/manifest.json']);
    expect(inspected.output).toMatch(/^precisions {3}float32; int8 \(same top class [01]\.\d{4}, balanced/m);
    const classify = ['classify', '--model', 'new/out/manifest.json', '--json', 'images/1.png'];
    const served = await slc([...classify, '--precision', 'int8']);
    expect(JSON.parse(served.output), served.complaints).toMatchObject({
      temperature: quantization.temperature.int8,
      model: { precision: 'int8' },
    });
  });

  it('measures a bare file on images without classes, and says what it keeps', async () => {
    kerasModel('model/own.keras');
    for (let i = 0; i < 40; i++) draw(`snapshots/day ${i % 2}/${i}.png`, i);
    writeFileSync(join(folder, 'snapshots/bad.jpg'), 'damaged');
    const args = ['--model', 'model/own.keras', '--data', 'snapshots', '--out', 'model', '--max-loss', '1'];
    const { exitCode, output, complaints } = await slc(['quantize', ...args]);
    expect(exitCode, complaints).toBe(1);
    expect(output).toMatch(/^same top class +[01]\.\d{4} \(.* to .*\)$/m);
    expect(output).not.toMatch(/^accuracy/m);
    expect(output).toMatch(/^fitted at int8 +nothing, float32’s are kept\. Images without classes fit/m);
    expect(output).toMatch(/^failed: bad\.jpg: /m);
    const { int8 } = readManifest('model/manifest.json').precisions ?? {};
    expect(int8?.loss).toMatchObject({ accuracy: null, agreement: estimate });
    expect(int8?.temperature.value).toBe(1);
    expect(int8?.predictionSet).toBeUndefined();
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['of 31 images', ['--data', 'few.csv'], 2, /^slc: int8 needs at least 32 images .*; there are 31\.$/m],
    [
      'on another engine',
      ['--data', 't.csv', '--engine', 'tfjs-wasm'],
      2,
      /--engine tfjs-wasm: expected onnx, the engine that computes in int8/,
    ],
    ['with a loss above 1', ['--data', 't.csv', '--max-loss', '2'], 2, /expected a share from 0 to 1/],
    [
      'with columns of a folder without classes',
      ['--data', 'snapshots', '--group-by', 'patient'],
      2,
      /--group-by: expected a table/,
    ],
    [
      'without its data',
      ['--data', 'none.csv'],
      1,
      /none\.csv: expected a table .* or a folder, there is none/,
    ],
  ])('is refused %s, and leaves nothing behind', async (_, args, expectedCode, expected) => {
    kerasModel('own.keras');
    drawTable(32, UNKNOWN);
    const rows = readFileSync(join(folder, 't.csv'), 'utf8').split('\n');
    writeFileSync(join(folder, 'few.csv'), rows.slice(0, 32).join('\n'));
    mkdirSync(join(folder, 'snapshots'));
    await expectRefused(['--model', 'own.keras', ...args], { expectedCode, expected });
  });

  it('ends within two seconds at Ctrl-C while it measures ranges, and leaves nothing behind', async () => {
    modelWithLimits();
    for (let i = 0; i < 32; i++) draw(`snapshots/${i}.png`, i);
    const args = ['quantize', '--model', 'one-view.json', '--data', 'snapshots'];
    await expectEndAtCtrlC(args, 'ranges, picture');
  });
});

interface ExpectedRefusal {
  readonly expectedCode: number;
  readonly expected: RegExp;
}

async function expectRefused(args: readonly string[], { expectedCode, expected }: ExpectedRefusal) {
  const before = readdirSync(folder, { recursive: true });
  const { exitCode, output, complaints } = await slc(['quantize', ...args, '--out', 'o']);
  expect({ exitCode, output }, complaints).toEqual({ exitCode: expectedCode, output: '' });
  expect(complaints).toMatch(expected);
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
}
