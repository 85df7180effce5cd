import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ModelManifest, parseManifest } from '@slc/domain';
import { decodeOutliers } from '@slc/evaluation';
import { afterAll, expect, it } from 'vitest';
import { CALIBRATION_FOLDER, NOT_DERMOSCOPIC_FOLDER } from '../../image/tests/outside-folders.js';
import { runProgram } from './run-program.js';

// Minutes of both cores, so it runs with the fault tests.

const folder = mkdtempSync(join(tmpdir(), 'slc-published-'));
afterAll(() => rmSync(folder, { recursive: true }));

const published = fileURLToPath(new URL('../../models/compact-lite0/', import.meta.url));

function read(path: string): ModelManifest {
  return parseManifest(JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')));
}

const isHere = CALIBRATION_FOLDER !== undefined && NOT_DERMOSCOPIC_FOLDER !== undefined;
const note = isHere ? '' : ' (they are not here, see test_images/README.md)';

it.skipIf(!isHere)(
  `the compact model’s manifest is what slc calibrate gives on its images${note}`,
  async () => {
    const before = read(published);
    const name = before.calibratedOn?.dataset ?? '';
    const data = ['--data', CALIBRATION_FOLDER ?? '', '--not', NOT_DERMOSCOPIC_FOLDER ?? '', '--name', name];
    const args = ['calibrate', '--model', 'compact-lite0', ...data, '--out', 'out'];
    const { exitCode, complaints } = await runProgram(args, { directory: folder });
    expect(exitCode, complaints).toBe(0);

    // Where the files are differs, and another processor may change the last digits of the network's numbers. What is measured at
    // int8 comes from another command.
    const comparable = ({
      source: _,
      outliers,
      calibratedOn,
      precisions: __,
      ...manifest
    }: ModelManifest) => ({
      ...manifest,
      calibratedOn: { ...calibratedOn, command: null },
      outliers: { ...outliers, sha256: null },
    });
    expectClose(comparable(read(join(folder, 'out'))), comparable(before));
    const detector = (path: string) => decodeOutliers(readFileSync(join(path, 'outliers.bin')), 1_280);
    expectClose(detector(join(folder, 'out')).limits, detector(published).limits);
  },
);

it.skipIf(!isHere || read(published).precisions === undefined)(
  `what its manifest says of int8 is what slc quantize gives on its images${note}`,
  async () => {
    const data = ['--data', CALIBRATION_FOLDER ?? '', '--out', 'quantized'];
    const { exitCode, complaints } = await runProgram(['quantize', '--model', 'compact-lite0', ...data], {
      directory: folder,
    });
    expect(exitCode, complaints).toBe(0);
    const comparable = ({ precisions }: ModelManifest) => {
      const { sha256: _, calibratedOn, ...int8 } = precisions?.int8 ?? expect.fail('it has int8');
      return { ...int8, calibratedOn: { ...calibratedOn, command: null } };
    };
    expectClose(comparable(read(join(folder, 'quantized'))), comparable(read(published)));
  },
);

/** The same, but for numbers, which may differ by a thousandth. */
function expectClose(actual: unknown, expected: unknown): void {
  const shapeOf = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, part: unknown) => (typeof part === 'number' ? 0 : part));
  expect(shapeOf(actual)).toEqual(shapeOf(expected));
  const numbers = (value: unknown): number[] => {
    const found: number[] = [];
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === 'number') found.push(part);
      return part;
    });
    return found;
  };
  const wanted = numbers(expected);
  for (const [i, value] of numbers(actual).entries()) {
    const want = wanted[i] ?? Number.NaN;
    expect(Math.abs(value - want), `${value} for ${want}`).toBeLessThanOrEqual(
      1e-3 * Math.max(1, Math.abs(want)),
    );
  }
}
