import { readFile } from 'node:fs/promises';
import { ERROR_CODES } from '@slc/domain';
import type { Bundle, FhirResource, Observation, Provenance } from 'fhir/r4.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerBundle, type BundleType, operationOutcome, terminologyBundle } from '../src/index.js';
import {
  type AnswerOptions,
  CLEAR,
  factsOf,
  manifestWith,
  SOP_INSTANCE_UID,
  UNUSABLE,
} from './fhir-answers.js';
import {
  areThere,
  type Findings,
  HOW_TO_INSTALL,
  openValidators,
  resourcesIn,
  VALIDATORS,
  type Validators,
} from './fhir-validators/validators.js';

const OWN_CLASSES = manifestWith([
  'MEL',
  { id: 'wart', name: 'Viral wart <of "skin"> & more', malignancy: 'benign' },
  ...Array.from({ length: 38 }, (_, index) => ({ id: `c${index}`, name: `class ${index}` })),
]);

const ANSWERS: Readonly<Record<string, AnswerOptions & { readonly type?: BundleType }>> = {
  clear: { assessment: CLEAR },
  undecided: {},
  unusable: { assessment: UNUSABLE, explained: true },
  'of forty classes of a model’s own': { manifest: OWN_CLASSES },
  'of two classes': { manifest: manifestWith('benign-malignant') },
  'with a heat map': { explained: true },
  'to a DICOM object': { sopInstanceUid: SOP_INSTANCE_UID },
  'as a transaction': { explained: true, type: 'transaction' },
  'without measured limits': { assessment: { ...CLEAR, predictionSet: null, outlier: null } },
};

function bundleOf({ type = 'collection', ...options }: (typeof ANSWERS)[string] = {}): Bundle {
  const newUuid = () => crypto.randomUUID();
  return answerBundle(factsOf(options), { type, now: new Date('2026-11-30T10:20:30.456Z'), newUuid });
}

/** What one validator or another overlooks, each planted into a good bundle. */
type Plant = (bundle: Bundle) => void;

const FAULTS: Readonly<Record<string, Plant>> = {
  'a status that is none': (bundle) => Object.assign(part(bundle, 'Observation'), { status: 'prelim' }),
  'an unknown element': (bundle) => Object.assign(part(bundle, 'Observation'), { verdict: 'clear' }),
  'two values': (bundle) => Object.assign(part(bundle, 'Observation'), { valueString: 'MEL' }),
  'no code': (bundle) => Reflect.deleteProperty(part(bundle, 'Observation'), 'code'),
  'a device as performer': (bundle) => {
    const observation = part<Observation>(bundle, 'Observation');
    Object.assign(observation, { performer: [observation.device] });
  },
  'a number as a text': (bundle) => {
    const [first] = part<Observation>(bundle, 'Observation').component ?? [];
    Object.assign(first?.valueQuantity ?? {}, { value: '0.5' });
  },
  'a fullUrl twice (bdl-7)': ({ entry = [] }) =>
    Object.assign(entry[1] ?? {}, { fullUrl: entry[0]?.fullUrl }),
  'a value beside the reason why there is none (obs-6)': (bundle) =>
    Object.assign(part(bundle, 'Observation'), { dataAbsentReason: { text: 'unknown' } }),
  'a component with the code of the whole (obs-7)': (bundle) => {
    const { component: [first] = [], code } = part<Observation>(bundle, 'Observation');
    Object.assign(first ?? {}, { code });
  },
  'an instant without a zone': (bundle) =>
    Object.assign(part(bundle, 'Observation'), { issued: '2026-11-30T10:20:30' }),
  'a role of an entity that is none': (bundle) =>
    Object.assign(part<Provenance>(bundle, 'Provenance').entity?.[1] ?? {}, { role: 'model' }),
  'a narrative that is no XHTML': (bundle) =>
    Object.assign(part(bundle, 'DiagnosticReport'), {
      text: { status: 'generated', div: '<div>a<br></div>' },
    }),
};

/** Which of them find it. */
const FOUND_BY: Readonly<Record<string, readonly (typeof VALIDATORS)[number][]>> = {
  'a status that is none': ['fhir'],
  'an unknown element': ['medplum', 'fhir', 'fhirkit'],
  'two values': ['fhirkit'],
  'no code': ['medplum', 'fhir', 'fhirkit'],
  'a device as performer': ['fhir'],
  'a number as a text': ['medplum', 'fhir', 'fhirkit'],
  'a fullUrl twice (bdl-7)': ['medplum'],
  'a value beside the reason why there is none (obs-6)': ['invariants'],
  'a component with the code of the whole (obs-7)': ['invariants'],
  'an instant without a zone': ['medplum', 'fhirkit'],
  'a role of an entity that is none': ['fhir'],
  'a narrative that is no XHTML': ['fhirkit'],
};

function part<T extends FhirResource>(bundle: Bundle, type: FhirResource['resourceType']): T {
  // Every bundle has one of each of the types that are asked for.
  return resourcesIn(bundle).find(({ resourceType }) => resourceType === type) as T;
}

const NO_ERROR = Object.fromEntries(VALIDATORS.map((name) => [name, []]));

const found = (findings: Findings | undefined) => VALIDATORS.filter((name) => findings?.[name].length);

describe.skipIf(!areThere)(`others’ validators${areThere ? '' : ` (skipped: ${HOW_TO_INSTALL})`}`, () => {
  let validators: Validators;
  beforeAll(() => {
    validators = openValidators();
  });

  it('find no error in any kind of answer', async () => {
    const bundles = Object.values(ANSWERS).map(bundleOf);
    const findings = await validators.validate(bundles);
    for (const [index, name] of Object.keys(ANSWERS).entries()) {
      expect([name, findings[index]]).toEqual([name, NO_ERROR]);
    }
  });

  it('find no error in the sample of the OpenAPI document, which a service made', async () => {
    const file = new URL('../../../services/gateway/examples/answer.fhir.json', import.meta.url);
    const [findings] = await validators.validate([JSON.parse(await readFile(file, 'utf8'))]);
    expect(findings).toEqual(NO_ERROR);
  });

  it('find no error in what is told of any error', async () => {
    const outcomes = ERROR_CODES.map((code) =>
      operationOutcome({ code, title: 'A title', detail: 'A detail.' }),
    );
    const findings = await validators.validate(outcomes);
    expect(findings.flatMap((each) => found(each))).toEqual([]);
  });

  it('find no error in the code systems and the maps to SNOMED CT', async () => {
    const [findings] = await validators.validate([terminologyBundle()]);
    expect(findings).toEqual(NO_ERROR);
  });

  it('find every fault that is planted, one or another of them', async () => {
    const bundles = Object.values(FAULTS).map((plant) => {
      const bundle = bundleOf();
      plant(bundle);
      return bundle;
    });
    const findings = await validators.validate(bundles);
    const names = Object.keys(FAULTS);
    expect(Object.fromEntries(names.map((name, index) => [name, found(findings[index])]))).toEqual(FOUND_BY);
    expect(Object.values(FOUND_BY).every((finders) => finders.length > 0)).toBe(true);
  });

  it('a FHIR server stores each resource of a transaction, and refers from one to the other by its own ids', async () => {
    const response = await validators.transact(bundleOf({ type: 'transaction' }));
    expect(response.entry?.map((entry) => entry.response?.status)).toEqual(new Array<string>(6).fill('201'));
    const stored = part<Observation>(response, 'Observation');
    const device = part<FhirResource>(response, 'Device');
    expect(stored.device?.reference).toBe(`Device/${device.id}`);
  });
});
