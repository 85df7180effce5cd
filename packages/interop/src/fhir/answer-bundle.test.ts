import type {
  Bundle,
  Device,
  DiagnosticReport,
  DocumentReference,
  FhirResource,
  Observation,
  ObservationComponent,
} from 'fhir/r4.js';
import { describe, expect, it } from 'vitest';
import {
  type AnswerOptions,
  COMPACT,
  factsOf,
  manifestWith,
  PNG,
  SOP_INSTANCE_UID,
  UNUSABLE,
} from '../../tests/fhir-answers.js';
import { answerBundle, type BundleType } from './answer-bundle.js';

const NOW = new Date('2026-11-30T10:20:30.456Z');

function bundleOf(options: AnswerOptions = {}, type: BundleType = 'collection'): Bundle<FhirResource> {
  let count = 0;
  const newUuid = () => `00000000-0000-4000-8000-${String(count++).padStart(12, '0')}`;
  return answerBundle(factsOf(options), { type, now: NOW, newUuid });
}

function partsOf(options: AnswerOptions = {}) {
  const [device, image, card, observation, report] = (bundleOf(options).entry ?? []).map(
    ({ resource }) => resource,
  );
  // The order of the bundle.
  return {
    device: device as Device,
    image: image as DocumentReference,
    card: card as DocumentReference,
    observation: observation as Observation,
    report: report as DiagnosticReport,
  };
}

const codeOf = ({ code }: ObservationComponent) => code.coding?.[0]?.code ?? '';

function componentsWith(code: string, { component = [] }: Observation) {
  return component.filter((each) => codeOf(each) === code);
}

const textOf = (base64 = '') => Buffer.from(base64, 'base64').toString('utf8');

describe('an answer as a FHIR bundle', () => {
  it('has these resources, and every reference leads to one of them', () => {
    const bundle = bundleOf({ explained: true });
    expect(bundle).toMatchObject({ type: 'collection', timestamp: '2026-11-30T10:20:30.456Z' });
    expect(bundle.entry?.map(({ resource }) => resource?.resourceType)).toEqual([
      'Device',
      'DocumentReference',
      'DocumentReference',
      'Observation',
      'DiagnosticReport',
      'Provenance',
    ]);
    const urls = bundle.entry?.map(({ fullUrl }) => fullUrl);
    expect(new Set(urls).size).toBe(6);
    const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]*)"/g)].map(([, url]) => url);
    expect(references.length).toBeGreaterThan(7);
    for (const reference of references) expect(urls).toContain(reference);
    expect(JSON.stringify(bundle)).not.toContain('"request"');
  });

  it('as a transaction also says how each is stored, and nothing else', () => {
    const { entry = [], type } = bundleOf({}, 'transaction');
    expect(type).toBe('transaction');
    for (const { resource, request } of entry) {
      expect(request).toEqual({ method: 'POST', url: resource?.resourceType });
    }
  });

  it('is preliminary, asserted by a machine, about nobody and without a conclusion', () => {
    const { observation, report } = partsOf();
    for (const { status, meta } of [observation, report]) {
      expect(status).toBe('preliminary');
      expect(meta?.security?.[0]?.code).toBe('AIAST');
    }
    for (const options of [{}, { explained: true }, { assessment: UNUSABLE }]) {
      expect(JSON.stringify(bundleOf(options))).not.toMatch(/"Patient|conclusion|"final"|"profile"/);
    }
  });

  it('has each class with its probability to six decimals, and they sum to one', () => {
    const { observation } = partsOf();
    const classes = (observation.component ?? []).filter(({ code }) =>
      code.coding?.[0]?.system?.endsWith('ham10000-class'),
    );
    expect(classes.map(codeOf).toSorted()).toEqual(COMPACT.labels.map(({ id }) => id));
    const { predictions } = factsOf().classification;
    let sum = 0;
    for (const [index, component] of classes.entries()) {
      const { value = Number.NaN } = component.valueQuantity ?? {};
      expect(component.valueQuantity).toEqual({
        value,
        unit: 'probability',
        system: 'http://unitsofmeasure.org',
        code: '1',
      });
      expect(codeOf(component)).toBe(predictions[index]?.class);
      expect(value).toBeCloseTo(predictions[index]?.probability ?? Number.NaN, 5);
      sum += value;
    }
    expect(sum).toBeCloseTo(1, 6);
    expect(JSON.stringify(observation)).not.toMatch(/\de-\d/);
  });

  it('writes SNOMED CT second, and only where it means exactly the class', () => {
    const { observation } = partsOf();
    const codes = ['MEL', 'BCC', 'NV', 'AKIEC', 'BKL', 'DF', 'VASC'].map((id) => {
      const [component] = componentsWith(id, observation);
      return component?.code.coding?.map(({ system, code }) => `${system?.split('/').at(-1)} ${code}`);
    });
    expect(codes).toEqual([
      ['ham10000-class MEL', 'sct 93655004'],
      ['ham10000-class BCC', 'sct 254701007'],
      ['ham10000-class NV', 'sct 400010006'],
      ['ham10000-class AKIEC'],
      ['ham10000-class BKL'],
      ['ham10000-class DF'],
      ['ham10000-class VASC'],
    ]);
  });

  it('names the top class, the plausible classes, the malignant sum, the verdict and its reasons', () => {
    const { observation } = partsOf();
    expect(observation.valueCodeableConcept?.coding?.[0]).toMatchObject({
      code: 'AKIEC',
      display: 'Actinic keratosis / intraepithelial carcinoma (Bowen)',
    });
    expect(observation.dataAbsentReason).toBeUndefined();
    const codesOf = (name: string) =>
      componentsWith(name, observation).map((each) => each.valueCodeableConcept?.coding?.[0]?.code);
    expect(codesOf('prediction-set')).toEqual(['AKIEC', 'BCC']);
    expect(codesOf('verdict')).toEqual(['undecided']);
    expect(codesOf('reason')).toEqual(['several-classes']);
    expect(componentsWith('malignant-sum', observation)[0]?.valueQuantity?.value).toBe(0.733333);
    expect(componentsWith('prediction-set', observation)[0]?.code.text).toContain('90 %');
  });

  it('names no class of an image that cannot be judged, and says why there is none', () => {
    const { observation, report } = partsOf({ assessment: UNUSABLE, explained: true });
    expect(Object.keys(observation).filter((key) => key.startsWith('value'))).toEqual([]);
    expect(observation.dataAbsentReason?.coding?.[0]?.code).toBe('unknown');
    expect(observation.dataAbsentReason?.text).toMatch(/blurred.*too dark/);
    expect(componentsWith('prediction-set', observation)).toEqual([]);
    expect(componentsWith('MEL', observation)).toHaveLength(1);
    expect(report.presentedForm).toBeUndefined();
    expect(report.text?.div).not.toContain('keratosis');
  });

  it('has the heat map that was asked for, and says whether it passed its check', () => {
    const [form] = partsOf({ explained: true }).report.presentedForm ?? [];
    expect(form).toMatchObject({ contentType: 'image/png', size: PNG.length });
    expect(Buffer.from(form?.data ?? '', 'base64').equals(PNG)).toBe(true);
    expect(form?.title).toMatch(/^Grad-CAM map for Actinic keratosis/);
    expect(partsOf().report.presentedForm).toBeUndefined();

    const { classification, ...facts } = factsOf({ explained: true });
    const explanation = classification.explanation;
    if (!explanation) throw new Error('it was asked for');
    const failed = { ...explanation, check: { drop: 0, randomDrop: 0, holds: false } };
    const bundle = answerBundle(
      { ...facts, classification: { ...classification, explanation: failed } },
      { type: 'collection', now: NOW, newUuid: () => 'a' },
    );
    expect(JSON.stringify(bundle)).toContain('It failed its check');
  });

  it('knows the image by its digest and the model by its card, and has no pixel of the image', () => {
    const { image, card, device } = partsOf({ sopInstanceUid: SOP_INSTANCE_UID });
    expect(image.masterIdentifier).toEqual({
      system: 'urn:ietf:rfc:3986',
      value: `urn:oid:${SOP_INSTANCE_UID}`,
    });
    expect(image.content[0]?.attachment).toEqual({
      contentType: 'application/dicom',
      size: 30_000,
      hash: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
    });
    expect(partsOf().image).not.toHaveProperty('masterIdentifier');
    expect(textOf(card.content[0]?.attachment.data)).toContain('# Compact model (EfficientNet-Lite0)');
    expect(device.type).toEqual({
      coding: [
        {
          system: 'http://hl7.org/fhir/uv/aitransparency/CodeSystem/AIdeviceTypeCS',
          code: 'Artificial-Intelligence',
        },
      ],
    });
    expect(device.modelNumber).toBe('compact-lite0');
    expect(device.manufacturer).toBe('Skin Lesion Classifier');
    expect(device.version?.map(({ value }) => value)).toEqual([
      '2.0.0',
      `sha256:${'0123456789abcdef'.repeat(4)}`,
    ]);
  });

  it('says wherever the answer is that it is no diagnosis, that a stand-in made it, and what was guessed', () => {
    const { classification, ...facts } = factsOf();
    const model = { ...classification.model, guessed: ['classes', 'scaling'] } as const;
    const bundle = answerBundle(
      { ...facts, classification: { ...classification, model } },
      { type: 'collection', now: NOW, newUuid: () => 'a' },
    );
    const observation = bundle.entry?.[3]?.resource as Observation;
    expect(observation.note?.map(({ text }) => text)).toEqual([
      expect.stringContaining('Not a medical device'),
      expect.stringContaining('stand-in'),
      expect.stringContaining('guessed which class'),
      expect.stringContaining('guessed how'),
    ]);
  });

  it('gives the classes of a model’s own a code system of their own', () => {
    const manifest = manifestWith(['NV', { id: 'AKIEC', name: 'Any <b>crust</b>' }]);
    const { observation, report } = partsOf({ manifest });
    const [own] = componentsWith('AKIEC', observation);
    expect(own?.code).toEqual({
      coding: [
        {
          system: 'https://skin-lesion-classifier.invalid/fhir/CodeSystem/class-of-model/own-classes',
          code: 'AKIEC',
          display: 'Any <b>crust</b>',
        },
      ],
      text: 'Any <b>crust</b>',
    });
    expect(componentsWith('malignant-sum', observation)).toEqual([]);
    expect(report.text?.div).toContain('Any &lt;b&gt;crust&lt;/b&gt;');
  });
});
