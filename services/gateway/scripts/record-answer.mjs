#!/usr/bin/env node
// Records the answer that the API page and the OpenAPI document show:
//   node services/gateway/scripts/record-answer.mjs [http://localhost:8000]
// from a running service with MODEL=compact-lite0. packages/dev-stack/tests/api-clients.test.ts compares it with today's.
import { readFileSync, writeFileSync } from 'node:fs';

const [base = 'http://localhost:8000'] = process.argv.slice(2);
const drawing = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
const response = await fetch(`${base}/api/v1/classify`, {
  method: 'POST',
  headers: { 'Content-Type': 'image/jpeg' },
  body: drawing,
});
const answer = await response.json();
if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`);
writeFileSync(new URL('../examples/answer.json', import.meta.url), `${JSON.stringify(answer, null, 2)}\n`);
