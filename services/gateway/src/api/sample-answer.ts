import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { classificationSchema } from './schemas.js';

const FILE = new URL('../../examples/answer.json', import.meta.url);

/** What the service answered to one of its example drawings: `scripts/record-answer.mjs` writes it. */
export function readSampleAnswer(): z.infer<typeof classificationSchema> {
  return classificationSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
}
