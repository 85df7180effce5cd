import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDicomFile, TAGS, textOf } from '@slc/dicom';
import { createDicomwebClient, type DicomwebClient } from '@slc/dicomweb';
import { isThere } from '../../dev-stack/tests/clients/run-client.js';
import { isOrthancThere, type Orthanc } from '../../dev-stack/tests/orthanc.js';

/** A name that must not appear where a person or a log reads. */
export const PATIENT = 'ZZZTOP^Patient';

/** Whether there are a DICOM server that is not ours, and DCMTK, which makes DICOM files of pictures. */
export function isArchiveThere(): boolean {
  return isOrthancThere() && isThere('img2dcm', '--version');
}

export interface Photograph {
  readonly file: Buffer;
  readonly instance: string;
}

/**
 * So many VL photographs by DCMTK, each of another instance and four of a study, which are the four drawings in turn.
 *
 * @param first number of the first one: the same number is the same study
 */
export async function dicomPhotographs(count: number, first = 0): Promise<readonly Photograph[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slc-photographs-'));
  try {
    const drawings = await Promise.all([1, 2, 3, 4].map((number) => dicomDrawing(folder, number)));
    return Array.from({ length: count }, (_, i) => {
      const drawing = drawings[i % drawings.length] as Photograph; // There are four.
      return renamed(drawing, first + i);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of each drawing, until it is one of an archive. */
const STUDY = '2.25.100000';
const SERIES = '2.25.9.100000';

async function dicomDrawing(folder: string, number: number): Promise<Photograph> {
  const picture = fileURLToPath(
    new URL(`../../../test_images/synthetic/drawn-${number}.jpg`, import.meta.url),
  );
  const path = join(folder, `${number}.dcm`);
  const values = { PatientName: PATIENT, PatientID: 'ZZZTOP-1' };
  const places = { StudyInstanceUID: STUDY, SeriesInstanceUID: SERIES };
  const keys = Object.entries({ ...values, ...places }).flatMap(([keyword, value]) => [
    '-k',
    `${keyword}=${value}`,
  ]);
  execFileSync('img2dcm', ['-vlp', ...keys, picture, path]);
  const file = readFileSync(path);
  const { dataset } = await readDicomFile(file, { maxBytes: file.length });
  return { file, instance: textOf(dataset, TAGS.sopInstanceUid) ?? '' };
}

/** Writes a number over the last digits of the UIDs, so that the file's lengths stay what they are. */
function renamed({ file, instance }: Photograph, number: number): Photograph {
  const copy = Buffer.from(file);
  const own = withDigits(instance, number);
  replaceAll(copy, instance, own);
  replaceAll(copy, STUDY, withDigits(STUDY, Math.floor(number / 4)));
  replaceAll(copy, SERIES, withDigits(SERIES, number));
  return { file: copy, instance: own };
}

/** `.` stands before the digits of a UID's parts: a part never begins with 0. */
function withDigits(uid: string, number: number): string {
  const digits = String(100_000 + number);
  return uid.slice(0, -digits.length) + digits;
}

function replaceAll(file: Buffer, from: string, to: string): void {
  for (let at = file.indexOf(from); at >= 0; at = file.indexOf(from, at + from.length))
    file.write(to, at, 'latin1');
}

/** The same instance with a picture that no decoder takes. */
export function broken({ file, instance }: Photograph): Photograph {
  const copy = Buffer.from(file);
  const start = copy.indexOf(Buffer.of(0xff, 0xd8, 0xff));
  return { file: copy.fill(0, start + 20, copy.length - 100), instance };
}

export function clientOf({ url, credentials: { user, password } }: Orthanc): DicomwebClient {
  const authorization = async () => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return createDicomwebClient({ url, authorization, connections: 4, mostInstanceBytes: 2 ** 27 });
}

export interface WatchPlace {
  readonly orthanc: Orthanc;
  readonly model: string;
  /** Where the command is called. */
  readonly folder: string;
}

/** The command as it is called, in a process of its own. */
export function startWatch({ orthanc, model, folder }: WatchPlace, args: readonly string[]) {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const command = [main, 'dicom', 'watch', '--url', orthanc.url, '--model', model, ...args];
  const env = { ...process.env, ...accessOf(orthanc), INIT_CWD: folder };
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, exited, complaints: () => complaints };
}

/** Settings with which the command gets into the archive. */
export function accessOf({ credentials: { user, password } }: Orthanc): NodeJS.ProcessEnv {
  return { DICOMWEB_USER: user, DICOMWEB_PASSWORD: password };
}

/** How many instances the archive has. */
export async function instancesIn(orthanc: Orthanc): Promise<number> {
  const statistics = await (await orthanc.ask('/statistics')).json();
  return statistics.CountInstances;
}

/** What a report is of, by its evidence. */
export interface StoredReport {
  readonly study: string;
  /** SOP Instance UID of the image. */
  readonly source: string;
}

/** Every structured report of the archive, as Orthanc reads it. */
export async function reportsIn(orthanc: Orthanc): Promise<readonly StoredReport[]> {
  const query = { Level: 'Instance', Query: { Modality: 'SR' } };
  const found = await orthanc.ask('/tools/find', { method: 'POST', body: JSON.stringify(query) });
  const ids: readonly string[] = await found.json();
  return await Promise.all(
    ids.map(async (id) => {
      const tags = await (await orthanc.ask(`/instances/${id}/simplified-tags`)).json();
      const [{ ReferencedSeriesSequence: series }] = tags.CurrentRequestedProcedureEvidenceSequence;
      return {
        study: tags.StudyInstanceUID,
        source: series[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID,
      };
    }),
  );
}
