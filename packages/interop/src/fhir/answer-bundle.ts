import type { Bundle, FhirResource, Reference } from 'fhir/r4.js';
import { modelDevice } from './device.js';
import { diagnosticReport } from './diagnostic-report.js';
import type { AnswerFacts, References } from './facts.js';
import { imageReference } from './image-reference.js';
import { modelCardReference } from './model-card.js';
import { answerObservation } from './observation.js';
import { answerProvenance } from './provenance.js';
import { SYSTEMS } from './urls.js';

/** `transaction`: a FHIR server stores each resource when it is sent there. */
export const BUNDLE_TYPES = ['collection', 'transaction'] as const;

export type BundleType = (typeof BUNDLE_TYPES)[number];

export interface BundleOptions {
  readonly type: BundleType;
  readonly now: Date;
  readonly newUuid: () => string;
}

/**
 * The answer as a FHIR R4 bundle: the model, the image by its digest, the observation, the report, how it was made, and the model's card.
 * It names no patient, and concludes nothing.
 */
export function answerBundle(
  facts: AnswerFacts,
  { type, now, newUuid }: BundleOptions,
): Bundle<FhirResource> {
  const refer = (resourceType: FhirResource['resourceType']): Reference => ({
    reference: `urn:uuid:${newUuid()}`,
    type: resourceType,
  });
  const references: References = {
    device: refer('Device'),
    image: refer('DocumentReference'),
    modelCard: refer('DocumentReference'),
    observation: refer('Observation'),
    report: refer('DiagnosticReport'),
    provenance: refer('Provenance'),
  };
  const resources: Readonly<Record<keyof References, FhirResource>> = {
    device: modelDevice(facts, references),
    image: imageReference(facts),
    modelCard: modelCardReference(facts.manifest),
    observation: answerObservation(facts, references, now),
    report: diagnosticReport(facts, references, now),
    provenance: answerProvenance(references, now),
  };
  return {
    resourceType: 'Bundle',
    identifier: { system: SYSTEMS.uri, value: `urn:uuid:${newUuid()}` },
    type,
    timestamp: now.toISOString(),
    // The keys of the table above.
    entry: (Object.keys(resources) as (keyof References)[]).map((key) => {
      const resource = resources[key];
      return {
        fullUrl: references[key].reference,
        resource,
        ...(type === 'transaction' && { request: { method: 'POST', url: resource.resourceType } }),
      };
    }),
  };
}
