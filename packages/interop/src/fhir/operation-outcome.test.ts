import { ERROR_CODES } from '@slc/domain';
import { expect, it } from 'vitest';
import { operationOutcome } from './operation-outcome.js';

it('an error is an issue of its kind, with our own code and what was wrong', () => {
  expect(
    operationOutcome({ code: 'invalid_image', title: 'Unreadable', detail: 'image: cut short' }),
  ).toEqual({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'invalid',
        details: {
          coding: [
            {
              system: 'https://skin-lesion-classifier.invalid/fhir/CodeSystem/problem',
              code: 'invalid_image',
              display: 'Unreadable',
            },
          ],
          text: 'Unreadable',
        },
        diagnostics: 'image: cut short',
      },
    ],
  });
});

// What a FHIR client may try again has a type of the transient kind: http://hl7.org/fhir/R4/codesystem-issue-type.html
it.each(['rate_limited', 'overloaded', 'model_not_ready', 'deadline_exceeded'] as const)(
  '%s is transient',
  (code) => {
    const [issue] = operationOutcome({ code, title: '', detail: '' }).issue;
    expect(['throttled', 'transient', 'timeout']).toContain(issue?.code);
  },
);

it('every code has a type', () => {
  for (const code of ERROR_CODES) {
    expect(operationOutcome({ code, title: '', detail: '' }).issue[0]?.code).toMatch(/^[a-z-]+$/);
  }
});
