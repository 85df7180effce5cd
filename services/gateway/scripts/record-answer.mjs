#!/usr/bin/env node
// Records the answer that the API page and the OpenAPI document show, as JSON and as a FHIR bundle:
//   node services/gateway/scripts/record-answer.mjs [http://localhost:8000]
// from a running service with MODEL=compact-lite0. packages/dev-stack/tests/api-clients.test.ts compares it with today's.
import { readFileSync, writeFileSync } from 'node:fs';

const [base = 'http://localhost:8000'] = process.argv.slice(2);
const drawing = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
for (const [type, file] of [
  ['application/json', 'answer.json'],
  ['application/fhir+json', 'answer.fhir.json'],
]) {
  const response = await fetch(`${base}/api/v1/classify`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/jpeg', Accept: type },
    body: drawing,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  writeFileSync(
    new URL(`../examples/${file}`, import.meta.url),
    `${JSON.stringify(JSON.parse(text), null, 2)}\n`,
  );
}
