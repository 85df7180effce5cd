import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { classificationSchema } from './schemas.js';

/** What the service answered to one of its example drawings: `scripts/record-answer.mjs` writes it. */
export function readSampleAnswer(): z.infer<typeof classificationSchema> {
  return classificationSchema.parse(readExample('answer.json'));
}

/** The same answer as a FHIR bundle, written by the same script. */
export function readSampleBundle(): unknown {
  return readExample('answer.fhir.json');
}

function readExample(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8'));
}
