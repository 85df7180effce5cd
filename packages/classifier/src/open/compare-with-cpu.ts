import { type ModelManifest, SlcError } from '@slc/domain';
import type { Infer } from '@slc/engine';
import { drawDisc, drawGradient } from '@slc/image';
import { LOGIT_TOLERANCE } from './self-test.js';

/**
 * Proves that a GPU gives what the CPU gives: one image, and the largest batch, for which its libraries choose other
 * algorithms. A wrong driver or TF32 arithmetic shows here, before a lesion is judged by it.
 *
 * @throws SlcError `model_not_ready` naming the batch, the class, and what both gave
 */
export async function compareWithCpu(
  { input, labels }: ModelManifest,
  batchMaxSize: number,
  { gpu, cpu }: { readonly gpu: Infer; readonly cpu: Infer },
): Promise<void> {
  const drawn = [drawGradient(input).data, drawDisc(input).data];
  for (const size of new Set([1, batchMaxSize])) {
    const images = Array.from({ length: size }, (_, i) => drawn[i % 2] ?? new Uint8Array());
    const [{ logits: found }, { logits: expected }] = await Promise.all([
      gpu(images, ['logits']),
      cpu(images, ['logits']),
    ]);
    if (found.length !== expected.length) {
      throw disagreement(size, `${expected.length} logits`, `${found.length}`);
    }
    expected.forEach((logit, i) => {
      const got = found[i] ?? Number.NaN;
      if (Math.abs(got - logit) <= LOGIT_TOLERANCE) return;
      const label = labels[i % labels.length]?.id;
      throw disagreement(size, `the CPU's logit ${logit} for ${label}, within ${LOGIT_TOLERANCE}`, `${got}`);
    });
  }
}

function disagreement(size: number, expected: string, got: string): SlcError {
  const message = `the GPU disagrees with the CPU on a batch of ${size}: expected ${expected}, got ${got}`;
  return new SlcError('model_not_ready', message);
}
