import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isLinux } from '../../dev-stack/tests/fault-stack.js';
import type { Evaluation } from '../src/evaluate/evaluate-images.js';
import { expectConstantMemory, watchEvaluation } from './watched-evaluation.js';

const folder = mkdtempSync(join(tmpdir(), 'slc-many-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!isLinux)('slc evaluate (skipped where there is no /proc)', () => {
  it('answers 10,000 images in the memory that 1,000 take', async () => {
    const { exitCode, output, samples } = await watchEvaluation(folder, 10_000);
    expect(exitCode).toBe(0);
    expect((JSON.parse(output) as Evaluation).images).toBe(10_000);
    expect(readFileSync(join(folder, 'p.csv'), 'utf8').trim().split('\n')).toHaveLength(10_001);
    expectConstantMemory(samples, 1_000);
  });
});
