import { isFaultOfImage, SlcError } from '@slc/domain';
import { expect } from 'vitest';
// The codecs' thread is started from built code.
import { decodeImage } from '../dist/index.js';
import { type MutantSource, mutants } from './mutated-dicom.js';

/** As a service has them. */
const LIMITS = { maxBytes: 10 * 2 ** 20, maxPixels: 50_000_000 };

/**
 * Decodes mutants, and expects pixels or a refusal whose message says what was expected.
 *
 * @returns how many there were of each answer
 */
export async function expectAnswers(
  sources: readonly MutantSource[],
  count: number,
): Promise<Readonly<Record<string, number>>> {
  const answers: Record<string, number> = {};
  for await (const { what, bytes } of mutants(sources, count)) {
    const answer = await decodeImage(bytes, LIMITS).then(
      ({ width, height, data }) => {
        expect(data, what).toHaveLength(width * height * 3);
        return 'decoded';
      },
      (fault: unknown) => {
        expect(fault, what).toBeInstanceOf(SlcError);
        const { code, message } = fault as SlcError;
        expect(isFaultOfImage(code), `${what}: ${code}`).toBe(true);
        expect(message, what).toMatch(/^image: expected .+, got .+$/);
        return code;
      },
    );
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
  return answers;
}
