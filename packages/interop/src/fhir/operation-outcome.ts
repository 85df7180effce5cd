import type { ErrorCode } from '@slc/domain';
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';
import { toCoding } from './coding.js';
import { OWN_SYSTEMS } from './urls.js';

/** The kind of issue that each code is: http://hl7.org/fhir/R4/codesystem-issue-type.html */
const ISSUE_TYPES: Readonly<Record<ErrorCode, OperationOutcomeIssue['code']>> = {
  invalid_request: 'invalid',
  invalid_image: 'invalid',
  image_too_large: 'too-long',
  too_many_pixels: 'too-costly',
  unsupported_media_type: 'not-supported',
  unauthenticated: 'security',
  not_found: 'not-found',
  method_not_allowed: 'not-supported',
  not_acceptable: 'not-supported',
  rate_limited: 'throttled',
  overloaded: 'throttled',
  model_not_ready: 'transient',
  unsupported_model: 'exception',
  invalid_model: 'exception',
  deadline_exceeded: 'timeout',
  cancelled: 'incomplete',
  internal: 'exception',
};

/** An error of the API. */
export interface ProblemFacts {
  readonly code: ErrorCode;
  /** The error in general. */
  readonly title: string;
  /** What was expected, what came and where. */
  readonly detail: string;
}

export function operationOutcome({ code, title, detail }: ProblemFacts): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: ISSUE_TYPES[code],
        details: { coding: [toCoding(OWN_SYSTEMS.problem, { code, meaning: title })], text: title },
        diagnostics: detail,
      },
    ],
  };
}
