/** Every address that a bundle names. None is fetched: they are names. */

/**
 * Where the product's own code systems are named. RFC 2606 keeps `.invalid` free, so that it can never become somebody's: the product
 * has no domain of its own.
 */
const OWN = 'https://skin-lesion-classifier.invalid/fhir';

/** @param name such as `ham10000-class` */
export function ownCodeSystem(name: string): string {
  return `${OWN}/CodeSystem/${name}`;
}

export const OWN_SYSTEMS = {
  /** What is said of an image: see `ANSWER_CODES`. */
  answer: ownCodeSystem('answer'),
  verdict: ownCodeSystem('verdict'),
  reason: ownCodeSystem('reason'),
  /** The codes of the API's errors. */
  problem: ownCodeSystem('problem'),
} as const;

export function ownConceptMap(name: string): string {
  return `${OWN}/ConceptMap/${name}`;
}

/** The classes that a manifest brings mean something in its model alone. */
export function modelCodeSystem(modelId: string): string {
  return `${OWN}/CodeSystem/class-of-model/${modelId}`;
}

/** FHIR R4 (4.0.1) and the terminologies that it names. */
export const SYSTEMS = {
  snomed: 'http://snomed.info/sct',
  ucum: 'http://unitsofmeasure.org',
  uri: 'urn:ietf:rfc:3986',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  dataAbsentReason: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
  diagnosticService: 'http://terminology.hl7.org/CodeSystem/v2-0074',
  participantType: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  /** THO has AIAST; the copy of R4 4.0.1 itself is older. Its binding, of security labels, is extensible. */
  observationValue: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
} as const;

/**
 * HL7's AI Transparency on FHIR, as of its main branch of 6 August 2026 (https://github.com/HL7/aitransparency-ig). No profile is
 * claimed before its first release: until then names may change, as they did after the ballot.
 */
const TRANSPARENCY = 'http://hl7.org/fhir/uv/aitransparency';

export const TRANSPARENCY_SYSTEMS = {
  deviceType: `${TRANSPARENCY}/CodeSystem/AIdeviceTypeCS`,
  inputs: `${TRANSPARENCY}/CodeSystem/AIinputsCS`,
} as const;

export const TRANSPARENCY_EXTENSIONS = {
  aiKind: `${TRANSPARENCY}/StructureDefinition/aitransparency.AIKind`,
  modelCard: `${TRANSPARENCY}/StructureDefinition/aitransparency.modelCardDescription`,
} as const;
