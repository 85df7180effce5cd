import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attributes } from '@slc/dicom';
import { type Classification, classById, classCodes } from '@slc/domain';
import { writeHeatMapCapture, writeReport } from '@slc/interop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needing } from '../../../dev-stack/tests/clients/needing.js';
import { INTEROP_PYTHON, runClient } from '../../../dev-stack/tests/clients/run-client.js';
import {
  EXAMPLE_ANSWERS,
  EXAMPLE_IMAGE,
  EXPLANATION,
  type ExampleAnswer,
  exampleAnswer,
  exampleSource,
} from '../example-answers.js';

const withDciodvfy = needing('dciodvfy', 'sh', '-c', 'command -v dciodvfy');
const withDcmtk = needing('dsrdump', 'dsrdump', '--version');
const withHighdicom = needing('highdicom', INTEROP_PYTHON, '-c', 'import highdicom');

/** Images of which something differs in the objects that are derived from them. */
const IMAGES: Readonly<Record<string, Attributes>> = {
  'a photograph of a left arm': { Modality: 'XC', Laterality: 'L', BodyPartExamined: 'ARM' },
  'a name in Latin-1': {
    PatientName: Buffer.from('M\xfcller^Zo\xeb', 'latin1'),
    SpecificCharacterSet: 'ISO_IR 100',
  },
  'a name in UTF-8': { PatientName: Buffer.from('山田^太郎'), SpecificCharacterSet: 'ISO_IR 192' },
  'no identity': {
    ...{ PatientName: '', PatientID: '', PatientBirthDate: '', PatientSex: '', StudyDate: '', StudyTime: '' },
    ...{ PatientIdentityRemoved: 'YES', DeidentificationMethodCodeSequence: [{ CodeValue: '113100' }] },
    LossyImageCompression: '01',
  },
};

const LONG = Buffer.from('x'.repeat(65));

/** Faults of an image's own, none of which what is derived from it has. */
const FAULTY_IMAGES: Readonly<Record<string, Attributes>> = {
  'a date with dashes': { StudyDate: Buffer.from('2026-01-01') },
  'a day that there was not': { AcquisitionDateTime: '20261330', StudyDate: '20230229' },
  'a time with colons': { StudyTime: Buffer.from('10:11:12') },
  'a year of birth': { PatientBirthDate: '1980' },
  'a sex that there is not': { PatientSex: 'Q' },
  'a name with a backslash': { PatientName: Buffer.from('A\\B') },
  'a name that is too long': { PatientName: LONG },
  'a name in no character set': { PatientName: Buffer.from('M\xfcller', 'latin1') },
  'a name that is no UTF-8': {
    PatientName: Buffer.from('\xfc', 'latin1'),
    SpecificCharacterSet: 'ISO_IR 192',
  },
  'a character set that there is not': { SpecificCharacterSet: 'LATIN1', PatientName: Buffer.from('\xfc') },
  'texts that are too long': {
    AccessionNumber: LONG,
    StudyID: LONG,
    StudyDescription: LONG,
    Allergies: LONG,
  },
  'an age in years alone': { PatientAge: '45', PatientSize: Buffer.from('1,75'), SmokingStatus: 'SOME' },
  'a time zone in words': { TimezoneOffsetFromUTC: 'UTC+2' },
  'a part of the body in small letters': {
    BodyPartExamined: 'arm',
    Laterality: 'LEFT',
    LossyImageCompression: '2',
  },
  'half a clinical trial': { ClinicalTrialSponsorName: LONG, ClinicalTrialProtocolID: 'T1' },
  'a trial without what it need not say': {
    ...{ ClinicalTrialSponsorName: 'A', ClinicalTrialProtocolID: 'T1', ClinicalTrialSubjectID: 'S' },
  },
  'a way of removing identity without a value': { DeidentificationMethod: '' },
  'identity removed in some way': { PatientIdentityRemoved: 'YES', DeidentificationMethod: LONG },
};

/** Warnings of our own scheme, of what is newer than the validator, and of what is left out or the image lacks too. */
const TOLERATED =
  /Unrecognized defined term <(99SLC|DMS)>|needed to build DICOMDIR - (Patient ID|Study Date|Study Time|Study ID)$/;

interface Written {
  readonly path: string;
  readonly answer: Classification;
  readonly expectedCodes: readonly string[];
}

let folder: string;
const reports = new Map<string, Written>();
const captures = new Map<string, string>();

const PIXELS = { width: 33, height: 32, data: new Uint8Array(33 * 32 * 3).map((_, i) => i % 251) };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slc-derived-'));
  for (const [kind, answer] of Object.entries(EXAMPLE_ANSWERS)) {
    await writeExample(kind, answer);
  }
  for (const [name, image] of Object.entries({ ...IMAGES, ...FAULTY_IMAGES })) {
    await writeExample(`undecided, ${name}`, EXAMPLE_ANSWERS.undecided, image);
    const path = join(folder, `${captures.size}.sc.dcm`);
    const classification = { ...exampleAnswer(), explanation: EXPLANATION };
    const source = await exampleSource(image);
    await writeFile(path, writeHeatMapCapture({ classification, source, overlay: PIXELS }));
    captures.set(name, path);
  }
});

async function writeExample(
  name: string,
  [answer, labels]: ExampleAnswer,
  image: Attributes = {},
): Promise<void> {
  const path = join(folder, `${reports.size}.sr.dcm`);
  const source = await exampleSource(image);
  await writeFile(path, writeReport({ classification: answer, labels, source }));
  const expectedCodes = answer.predictions.map(({ class: id }) => {
    const { snomed, own } = classCodes(classById(labels, id));
    return snomed ? `SCT ${snomed.code}` : `99SLC ${own.code}`;
  });
  reports.set(name, { path, answer, expectedCodes });
}

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('reports and heat maps', () => {
  withDciodvfy('have no error for dciodvfy, and no warnings but known ones', async () => {
    const paths = [...[...reports.values()].map(({ path }) => path), ...captures.values()];
    const said = await runClient(
      ['sh', '-c', 'for f; do dciodvfy "$f" 2>&1 || true; done', 'sh', ...paths],
      folder,
    );
    const faults = said.split('\n').filter((line) => /^(Error|Abort|Warning)/.test(line));
    expect(faults.filter((line) => !TOLERATED.test(line))).toEqual([]);
    expect(said.match(/^Comprehensive3DSR$/gm)).toHaveLength(reports.size);
    expect(said.match(/^SCImage$/gm)).toHaveLength(captures.size);
  });

  withDcmtk('are read by DCMTK without a warning', async () => {
    for (const [name, { path, answer }] of reports) {
      const said = await runClient(['sh', '-c', 'dsrdump "$1" 2>&1', 'sh', path], folder);
      expect(said, name).toContain('Verification Flag   : UNVERIFIED');
      expect(said.match(/NUM:\(,,"Probability"\)/g), name).toHaveLength(answer.predictions.length);
      const warnings = said.split('\n').filter((line) => /^[WE]:/.test(line));
      // DCMTK 3.6.7 does not check text in UTF-8, and says so.
      expect(
        warnings.filter((line) => !/does not support this Specific Character Set/.test(line)),
        name,
      ).toEqual([]);
      if (name === 'undecided') expect(warnings).toEqual([]);
    }
  });

  withHighdicom('are read by highdicom and pydicom as what was written', async () => {
    const script = fileURLToPath(new URL('read-back.py', import.meta.url));
    const paths = [...[...reports.values()].map(({ path }) => path), ...captures.values()];
    const read = JSON.parse(await runClient([INTEROP_PYTHON, script, ...paths], folder));
    for (const [index, [name, { answer, expectedCodes }]] of [...reports].entries()) {
      const { study, template, evidence, measurements, evaluations } = read[index];
      expect([study, template], name).toEqual([EXAMPLE_IMAGE.StudyInstanceUID, '1500']);
      const { StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID } = EXAMPLE_IMAGE;
      expect(evidence, name).toEqual([StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID]);
      expectProbabilities(measurements, answer);
      if (!name.endsWith('own')) {
        expect(
          measurements.map(([code]: [string]) => code),
          name,
        ).toEqual(expectedCodes);
      }
      const verdict = evaluations.find(([concept]: [string]) => concept === 'VERDICT');
      expect(verdict?.[1], name).toBe(`99SLC ${answer.assessment.verdict.toUpperCase()}`);
    }
    for (const [index, name] of [...captures.keys()].entries()) {
      const { sha256, shape, source } = read[reports.size + index];
      expect(source, name).toBe(EXAMPLE_IMAGE.SOPInstanceUID);
      expect(shape, name).toEqual([PIXELS.height, PIXELS.width, 3]);
      expect(sha256, name).toBe(createHash('sha256').update(PIXELS.data).digest('hex'));
    }
    expect(patientsOf(read)).toEqual(['Example^Patient', 'Müller^Zoë', '山田^太郎', '']);
  });

  it('never use a designator that DICOM has retired', async () => {
    for (const { path } of reports.values()) {
      expect((await readFile(path)).includes('SRT')).toBe(false);
    }
  });
});

/** Each equal to 1e-6 to the answer’s, in its order, and 1 together. */
function expectProbabilities(measurements: readonly [string, number][], answer: Classification): void {
  expect(measurements).toHaveLength(answer.predictions.length);
  let sum = 0;
  for (const [index, { probability }] of answer.predictions.entries()) {
    const value = measurements[index]?.[1] ?? Number.NaN;
    expect(Math.abs(value - probability)).toBeLessThanOrEqual(1e-6);
    sum += value;
  }
  expect(Math.abs(sum - 1)).toBeLessThanOrEqual(1e-6);
}

function patientsOf(objects: readonly { readonly patient: readonly string[] }[]): readonly string[] {
  return [...new Set(objects.map(({ patient }) => patient[1] ?? ''))];
}
