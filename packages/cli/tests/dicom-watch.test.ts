import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DicomwebClient } from '@slc/dicomweb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Orthanc, startOrthanc } from '../../dev-stack/tests/orthanc.js';
import {
  accessOf,
  broken,
  clientOf,
  dicomPhotographs,
  instancesIn,
  isArchiveThere,
  PATIENT,
  type Photograph,
  reportsIn,
  startWatch,
} from './dicom-archive.js';
import { type ProgramTerminal, runProgram } from './run-program.js';
import { addressOf, makeArchive, startWorkerProcess, unpackModel } from './worker-fleet.js';

const { signal } = new AbortController();
/** A command opens a model each time. */
const ONE_ENGINE = { ENGINE_PROCESSES: '1', ENGINE_THREADS: '1' };
const PATIENTLY = { timeout: 60_000, interval: 20 };

describe.skipIf(!isArchiveThere())('slc dicom watch (skipped where there is no Orthanc or no DCMTK)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slc-watch-'));
  const { model } = makeArchive(folder, 4);
  let orthanc: Orthanc;
  let client: DicomwebClient;
  let photographs: readonly Photograph[];
  beforeAll(async () => {
    orthanc = await startOrthanc();
    client = clientOf(orthanc);
    photographs = await dicomPhotographs(10);
    await store(photographs.slice(0, 6));
  });
  afterAll(async () => {
    client?.close();
    await orthanc?.close();
    rmSync(folder, { recursive: true });
  });

  const store = (some: readonly Photograph[]) =>
    client.store(
      some.map(({ file }) => file),
      signal,
    );
  const slc = (args: readonly string[], terminal: Partial<ProgramTerminal> = {}) =>
    runProgram(['dicom', 'watch', '--url', orthanc.url, ...args], {
      ...{ directory: folder, env: { ...accessOf(orthanc), ...ONE_ENGINE } },
      ...terminal,
    });
  const watch = (args: readonly string[], terminal: Partial<ProgramTerminal> = {}) =>
    slc(['--model', model, ...args], terminal);
  /** Of the first study's series. */
  async function modalitiesOf({ ask }: Orthanc): Promise<readonly string[]> {
    const [study = ''] = (await reportsIn(orthanc)).map((report) => report.study).toSorted();
    const series = await (await ask(`/dicom-web/studies/${study}/series`)).json();
    const modalities: string[] = series.map(
      (each: Record<string, { Value: string[] }>) => each['00080060']?.Value[0],
    );
    return [...new Set(modalities)].toSorted();
  }
  const reported = async () => (await reportsIn(orthanc)).map(({ source }) => source).toSorted();
  const instancesOf = (some: readonly Photograph[]) => some.map(({ instance }) => instance).toSorted();

  it('reports each photograph once, in its study, and says nothing of whom it shows', async () => {
    const first = await watch(['--once', '--state', 'state.json']);
    expect(first).toMatchObject({ exitCode: 0, output: '' });
    expect(first.complaints).toContain('slc: images: 6 reported\n');
    expect(await reported()).toEqual(instancesOf(photographs.slice(0, 6)));
    // Four photographs are of the first study, and two of the second.
    const studies = (await reportsIn(orthanc)).map(({ study }) => study).toSorted();
    expect(new Set(studies)).toEqual(new Set([studies[0], studies[5]]));
    expect(studies.lastIndexOf(studies[0] ?? '')).toBe(3);
    const leaks = [PATIENT, 'ZZZTOP', ...photographs.map(({ instance }) => instance), ...studies];
    expect(leaks.filter((leak) => first.complaints.includes(leak))).toEqual([]);
  });

  it('repeats nothing: the server knows what is done, and a state file saves asking', async () => {
    const asking = await watch(['--once']);
    expect(asking.complaints).toContain('slc: images: 0 reported, 6 had a report\n');
    const knowing = await watch(['--once', '--state', 'state.json']);
    expect(knowing.exitCode).toBe(0);
    expect(knowing.complaints).not.toContain('images:');
    expect(await instancesIn(orthanc)).toBe(12);
  });

  it('goes on behind an image that is broken, and does not try that again', async () => {
    const [photograph] = photographs.slice(6, 7);
    if (!photograph) throw new Error('expected a photograph');
    await store([broken(photograph)]);
    const failing = await watch(['--once', '--state', 'state.json']);
    expect(failing.exitCode).toBe(1);
    expect(failing.complaints).toMatch(
      /slc: image [0-9a-f]{12}: invalid_image: .*\(it is not tried again\)\n/,
    );
    expect(failing.complaints).toContain('slc: images: 0 reported, 1 failed\n');
    const [, name = ''] = /image ([0-9a-f]{12}):/.exec(failing.complaints) ?? [];
    const { instances } = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'));
    expect(instances[photograph.instance]).toEqual({
      name,
      state: 'given-up',
      tries: 1,
      code: 'invalid_image',
    });
    const again = await watch(['--once', '--state', 'state.json']);
    expect(again.exitCode).toBe(1);
    expect(again.complaints).not.toContain('images:');
    expect(again.complaints).toContain('slc: images without a report: 1 invalid_image\n');
  });

  it('reports what comes while it watches, by the workers that it is told, until it is stopped', async () => {
    const worker = await startWorkerProcess(model);
    let interrupt = () => {};
    const onInterrupt = (listener: () => void) => {
      interrupt = listener;
      return () => {};
    };
    const args = ['--server', addressOf(worker), '--interval', '1', '--state', 'state.json'];
    const watching = slc(args, { onInterrupt });
    await store(photographs.slice(7, 9));
    await expect.poll(async () => (await reported()).length, PATIENTLY).toBe(8);
    interrupt();
    expect(await watching).toMatchObject({
      exitCode: 130,
      complaints: expect.stringMatching(/stopped after \d reports\n$/),
    });
    expect(await reported()).toEqual(instancesOf([...photographs.slice(0, 6), ...photographs.slice(7, 9)]));
    await worker.close();
  });

  it('adds heat maps to reports that are there, and takes none of them for a photograph', async () => {
    const before = await instancesIn(orthanc);
    const explained = await watch(['--once', '--explain', 'grad-cam']);
    // One image is broken, as it was.
    expect(explained).toMatchObject({
      exitCode: 1,
      complaints: expect.stringContaining('images: 8 reported, 1 failed'),
    });
    expect(await instancesIn(orthanc)).toBe(before + 8);
    expect(await modalitiesOf(orthanc)).toEqual(['OT', 'SR', 'XC']);

    const other = unpackModel('keras3-softmax-2', join(folder, 'other.keras'));
    // Another model did not make them: it finds out by their content, and not by their UIDs.
    const found = await watch(['--once', '--modality', 'OT', '--model', other]);
    expect(found).toMatchObject({
      exitCode: 0,
      complaints: expect.stringContaining('0 reported, 8 made of other images'),
    });
    expect(await instancesIn(orthanc)).toBe(before + 8);
  });

  it('loses nothing and repeats nothing when it is killed', async () => {
    const before = await reported();
    const more = await dicomPhotographs(8, 1_000);
    await store(more);
    const { child, exited } = startWatch({ orthanc, model, folder }, ['--parallel', '2']);
    await expect.poll(async () => (await reported()).length, PATIENTLY).toBeGreaterThan(before.length);
    child.kill('SIGKILL');
    await exited;
    // One image is broken, as it was.
    expect(await watch(['--once'])).toMatchObject({ exitCode: 1 });
    expect(await reported()).toEqual([...before, ...instancesOf(more)].toSorted());
  });

  it('says what is wrong with the server, its credentials and the options', async () => {
    const wrong = { env: { ...accessOf(orthanc), DICOMWEB_PASSWORD: 'no' } };
    const refusals: [number, RegExp, string[], Partial<ProgramTerminal>?][] = [
      [1, /search: the DICOMweb server answered with status 401/, ['--once'], wrong],
      [1, /search: the DICOMweb server answered with status 404/, ['--url', `${orthanc.base}/dicom`]],
      [2, /expected the address of a DICOMweb service/, ['--url', 'pacs.example']],
      [2, /DICOMWEB_USER and DICOMWEB_PASSWORD: expected both/, [], { env: { DICOMWEB_USER: 'a' } }],
      [2, /own\.keras: expected a file that slc dicom watch wrote/, ['--state', 'own.keras']],
      [2, /expected a day such as 2026-11-01/, ['--since', 'monday']],
      [2, /expected modalities such as DMS,XC/, ['--modality', 'xc']],
      [2, /expected a whole number from 1 to 64, got 0/, ['--parallel', '0']],
      [2, /--model: not beside --server/, ['--server', '127.0.0.1:1']],
    ];
    for (const [exitCode, message, args, terminal] of refusals) {
      const ended = await watch(args, terminal);
      expect({ args, ...ended }).toMatchObject({
        args,
        exitCode,
        complaints: expect.stringMatching(message),
      });
    }
  });
});
