import { operationOutcome, type ProblemFacts } from '@slc/interop';
import type { Response } from 'express';
import { FHIR_JSON, prefersFhir } from '../api/fhir-json.js';

/** What every error of the API has, whichever way it is written. */
export interface WrittenProblem extends ProblemFacts {
  readonly status: number;
}

/** Ends an answer with an error for programs: an OperationOutcome for those that speak FHIR, problem+json for all others. */
export function writeProblem(response: Response, problem: WrittenProblem): void {
  const isFhir = prefersFhir(response.req.get('accept'));
  const body = isFhir ? operationOutcome(problem) : problem;
  const type = isFhir ? FHIR_JSON : 'application/problem+json';
  response.status(problem.status).vary('Accept').set('Content-Type', `${type}; charset=utf-8`);
  // As bytes: for a text Express would write the header's parameters anew, in lower case.
  response.send(Buffer.from(JSON.stringify(body)));
}
