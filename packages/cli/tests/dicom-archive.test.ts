import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDicomFile } from '@slc/dicom';
import type { DicomwebClient, FoundInstance } from '@slc/dicomweb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Orthanc, startOrthanc } from '../../dev-stack/tests/orthanc.js';
import { clientOf, dicomPhotographs, isArchiveThere } from './dicom-archive.js';
import { runProgram } from './run-program.js';
import { makeArchive } from './worker-fleet.js';

const { signal } = new AbortController();

interface Answered {
  readonly predictions: readonly { readonly class: string; readonly probability: number }[];
}

describe.skipIf(!isArchiveThere())(
  'objects that Orthanc keeps (skipped where there is no Orthanc or no DCMTK)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'slc-kept-'));
    const { model } = makeArchive(folder, 4);
    const photograph = join(folder, 'lesion.dcm');
    let orthanc: Orthanc;
    let client: DicomwebClient;
    const kept = new Map<string, FoundInstance>();
    beforeAll(async () => {
      orthanc = await startOrthanc();
      client = clientOf(orthanc);
      const [made] = await dicomPhotographs(1);
      writeFileSync(photograph, made?.file ?? '');
      await classify(['--explain', 'grad-cam', '--dicom-out', folder, photograph]);
      const files = ['lesion.dcm', 'lesion.sr.dcm', 'lesion.sc.dcm'].map((name) =>
        readFileSync(join(folder, name)),
      );
      // In one request, which the client takes for done where the server says that it kept all of them.
      await client.store(files, signal);
      for await (const found of client.search({}, signal)) kept.set(found.modality ?? '', found);
    });
    afterAll(async () => {
      client?.close();
      await orthanc?.close();
      rmSync(folder, { recursive: true });
    });

    async function classify(args: readonly string[]): Promise<readonly Answered[]> {
      const env = { ENGINE_PROCESSES: '1', ENGINE_THREADS: '1' };
      const ended = await runProgram(['classify', '--model', model, '--json', ...args], {
        directory: folder,
        env,
      });
      expect(ended).toMatchObject({ exitCode: 0 });
      return ended.output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    }
    const retrieved = async (modality: string) => {
      const found = kept.get(modality);
      if (!found) throw new Error(`expected an instance of ${modality}`);
      return await client.retrieve(found, signal);
    };

    it('has image, report and heat map in one study', () => {
      expect([...kept.keys()].toSorted()).toEqual(['OT', 'SR', 'XC']);
      expect(new Set([...kept.values()].map(({ study }) => study)).size).toBe(1);
    });

    it('gives the report back as it was stored, but for the preamble and the group that says who wrote the file', async () => {
      const report = readFileSync(join(folder, 'lesion.sr.dcm'));
      expect(Buffer.compare(await datasetOf(await retrieved('SR')), await datasetOf(report))).toBe(0);
    });

    it('gives an image back that has the same answer, and nearly the same where it was decompressed', async () => {
      const found = kept.get('XC') as FoundInstance; // Or the test before had failed.
      writeFileSync(join(folder, 'as-stored.dcm'), await client.retrieve(found, signal));
      const { study, series, instance } = found;
      const accept = 'multipart/related; type="application/dicom"';
      const path = `/dicom-web/studies/${study}/series/${series}/instances/${instance}`;
      const answer = await orthanc.ask(path, { headers: { accept } });
      writeFileSync(join(folder, 'decompressed.dcm'), partOf(Buffer.from(await answer.arrayBuffer())));
      const [own, asStored, decompressed] = await classify([photograph, 'as-stored.dcm', 'decompressed.dcm']);
      expect(asStored?.predictions).toEqual(own?.predictions);
      expect(readFileSync(join(folder, 'decompressed.dcm')).length).toBeGreaterThan(600 * 450 * 3);
      const probabilities = new Map(own?.predictions.map((each) => [each.class, each.probability]));
      for (const { class: id, probability } of decompressed?.predictions ?? []) {
        expect(Math.abs(probability - (probabilities.get(id) ?? Number.NaN))).toBeLessThan(5e-3);
      }
    });
  },
);

async function datasetOf(file: Uint8Array): Promise<Uint8Array> {
  const { meta } = await readDicomFile(file, { maxBytes: file.length });
  return file.subarray(meta.end);
}

/** The content of the only part: it begins behind the first empty line, and ends before the last boundary. */
function partOf(body: Buffer): Buffer {
  return body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf('\r\n--'));
}
