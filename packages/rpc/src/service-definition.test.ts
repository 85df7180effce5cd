import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { CLASSIFIER, CLASSIFIER_SERVICE_NAME } from './service-definition.js';

test('the committed generated files are what the proto gives today', async () => {
  const script = fileURLToPath(new URL('../scripts/generate.mjs', import.meta.url));
  // Rejects, with the names of the stale files, on any other exit code than 0.
  await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toBeDefined();
  // Two processes, a second on a machine that does nothing else.
}, 60_000);

test('the embedded descriptor holds the service that the contract names', () => {
  const { Classify, GetModelInfo } = CLASSIFIER;
  expect([Classify.path, GetModelInfo.path]).toEqual([
    `/${CLASSIFIER_SERVICE_NAME}/Classify`,
    `/${CLASSIFIER_SERVICE_NAME}/GetModelInfo`,
  ]);
});
