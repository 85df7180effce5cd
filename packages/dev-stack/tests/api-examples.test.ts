import { readFileSync } from 'node:fs';
import type { Classification } from '@slc/domain';
import { expect, it as test } from 'vitest';
import { classifyByJson, startQuietStack } from './running-stack.js';

/** Engines and machines differ by as much in a float32 network. */
const NOISE = 1e-3;

const it = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixture's dependencies from the pattern: there are none.
  .extend('stack', { scope: 'file' }, async ({}, { onCleanup }) => {
    const stack = await startQuietStack();
    onCleanup(() => stack.close());
    return stack;
  });

it('the API page’s sample answer is what the service answers to that drawing', async ({ stack }) => {
  const file = new URL('../../../services/gateway/examples/answer.json', import.meta.url);
  const sample = JSON.parse(readFileSync(file, 'utf8')) as Classification;
  const { timingsMs, ...answer } = await classifyByJson(stack.base);
  expect(Object.keys(sample.timingsMs)).toEqual(Object.keys(timingsMs));
  const { timingsMs: _, ...expected } = sample;
  expect(answer).toEqual(nearly(expected));
});

/** The same value, with every number within the noise. */
function nearly(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) return expect.closeTo(value, -Math.log10(NOISE));
  if (Array.isArray(value)) return value.map(nearly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, nearly(part)]));
}
