import { namesMediaType, rankMediaTypes } from './accept.js';

/** FHIR's own media type, with the version that is written: https://hl7.org/fhir/R4/http.html#version-parameter */
export const FHIR_JSON = 'application/fhir+json; fhirVersion=4.0';

/**
 * Whether an error is to be an OperationOutcome: where the caller would rather have FHIR than any other JSON, or takes nothing that there is
 * but speaks FHIR of another version.
 */
export function prefersFhir(accept: string | undefined): boolean {
  const [preferred] = rankMediaTypes(accept, ['application/problem+json', 'application/json', FHIR_JSON]);
  return preferred === undefined ? namesMediaType(accept, 'application/fhir+json') : preferred === FHIR_JSON;
}
