import type { Classification } from '@slc/domain';
import { expect } from 'vitest';

/** Engines and machines differ by less in a float32 network. */
const NOISE_DIGITS = 3;

/** What each program of the API page prints of an answer. */
export function toldByExamples({ assessment, predictions, notice }: Classification): string {
  return [
    `verdict: ${assessment.verdict}`,
    ...predictions.map(({ class: id, probability }) => `${id.padStart(8)} ${probability.toFixed(3)}`),
    notice,
    '',
  ].join('\n');
}

/** The same value, with every fraction within the noise. */
export function nearly(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) return expect.closeTo(value, NOISE_DIGITS);
  if (Array.isArray(value)) return value.map(nearly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, nearly(part)]));
}
