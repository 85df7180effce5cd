import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isLinux } from '../../dev-stack/tests/fault-stack.js';
import type { Evaluation } from '../src/evaluate/evaluate-images.js';
import { expectConstantMemory, watchEvaluation } from './watched-evaluation.js';

const folder = mkdtempSync(join(tmpdir(), 'slc-some-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!isLinux)('slc evaluate (skipped where there is no /proc)', () => {
  // `npm run test:faults` watches 10,000.
  it('answers 400 images in the memory that 200 take', async () => {
    const { exitCode, output, samples } = await watchEvaluation(folder, 400);
    expect(exitCode).toBe(0);
    expect((JSON.parse(output) as Evaluation).images).toBe(400);
    expectConstantMemory(samples, 200);
  });
});
