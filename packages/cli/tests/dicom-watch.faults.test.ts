import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Orthanc, startOrthanc } from '../../dev-stack/tests/orthanc.js';
import {
  clientOf,
  dicomPhotographs,
  instancesIn,
  isArchiveThere,
  reportsIn,
  startWatch,
} from './dicom-archive.js';
import { makeArchive } from './worker-fleet.js';

const IMAGES = 200;
const KILLS = 5;
const PATIENTLY = { timeout: 100_000, interval: 5 };

describe.skipIf(!isArchiveThere())(
  'an archive that is watched (skipped where there is no Orthanc or no DCMTK)',
  () => {
    let folder: string;
    let model: string;
    let orthanc: Orthanc;
    let sources: readonly string[];
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'slc-watched-'));
      ({ model } = makeArchive(folder, 4));
      orthanc = await startOrthanc();
      const photographs = await dicomPhotographs(IMAGES);
      sources = photographs.map(({ instance }) => instance).toSorted();
      const client = clientOf(orthanc);
      await client.store(
        photographs.map(({ file }) => file),
        new AbortController().signal,
      );
      client.close();
    });
    afterEach(async () => {
      await orthanc.close();
      rmSync(folder, { recursive: true });
    });

    const start = (...args: string[]) => startWatch({ orthanc, model, folder }, args);

    it('has one report of each image though the command is killed five times, with a state file or without', async () => {
      for (let kill = 1; kill <= KILLS; kill++) {
        const { child, exited } = start(...(kill % 2 === 0 ? ['--state', 'state.json'] : []));
        await expect
          .poll(() => instancesIn(orthanc), PATIENTLY)
          .toBeGreaterThan(IMAGES + (kill * IMAGES) / (KILLS + 1));
        child.kill('SIGKILL');
        await exited;
      }
      const before = (await instancesIn(orthanc)) - IMAGES;
      expect(before).toBeLessThan(IMAGES);
      const { exited, complaints } = start('--once');
      expect(await exited).toBe(0);
      const reports = (await reportsIn(orthanc)).map(({ source }) => source);
      expect(reports.toSorted()).toEqual(sources);
      expect(await instancesIn(orthanc)).toBe(2 * IMAGES);
      // Those that were at work at the last kill may have been stored after the count.
      expect(complaints()).toMatch(new RegExp(`images: \\d+ reported, (${before}|\\d+) had a report\\n`));
    });

    it('goes on when the server comes back from a crash, until it is stopped', async () => {
      const { child, exited, complaints } = start('--interval', '1');
      await expect.poll(() => instancesIn(orthanc), PATIENTLY).toBeGreaterThan(IMAGES + 40);
      const { restart } = await orthanc.crash();
      await expect.poll(complaints, PATIENTLY).toContain('Trying again in');
      await restart();
      await expect.poll(() => instancesIn(orthanc), PATIENTLY).toBe(2 * IMAGES);
      // It is said at the end of the round, which is after the last report.
      await expect.poll(complaints, PATIENTLY).toContain('slc: the server answers again');
      expect((await reportsIn(orthanc)).map(({ source }) => source).toSorted()).toEqual(sources);
      child.kill('SIGINT');
      expect(await exited).toBe(130);
    });
  },
);
