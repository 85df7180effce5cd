import { type ModelManifest, SlcError } from '@slc/domain';
import type { Infer } from '@slc/engine';
import { drawDisc, drawGradient } from '@slc/image';
import { areWithin } from './self-test.js';

/** How long both took for a batch of `size`, in milliseconds: the best of some runs. */
export interface BatchTimes {
  readonly size: number;
  readonly gpuMs: number;
  readonly cpuMs: number;
}

/**
 * Proves that a GPU gives for a batch what the CPU gives. A wrong driver or TF32 arithmetic shows here, before a lesion is
 * judged by it. Both agree where each logit is within `tolerance`, or a hundredth of it times the CPU's logit, whichever is
 * more (`areWithin`).
 *
 * @returns how long both took, each alone
 * @throws SlcError `model_not_ready` naming the batch, the class, and what both gave
 */
export async function compareWithCpu(
  { input, labels }: ModelManifest,
  size: number,
  { gpu, cpu, tolerance }: { readonly gpu: Infer; readonly cpu: Infer; readonly tolerance: number },
): Promise<BatchTimes> {
  const drawn = [drawGradient(input).data, drawDisc(input).data];
  const images = Array.from({ length: size }, (_, i) => drawn[i % 2] ?? new Uint8Array());
  const { logits: found, bestMs: gpuMs } = await timed(gpu, images);
  const { logits: expected, bestMs: cpuMs } = await timed(cpu, images);
  if (found.length !== expected.length) {
    throw disagreement(size, `${expected.length} logits`, `${found.length}`);
  }
  expected.forEach((logit, i) => {
    const got = found[i] ?? Number.NaN;
    if (areWithin(tolerance, got, logit)) return;
    const label = labels[i % labels.length]?.id;
    throw disagreement(size, `the CPU's logit ${logit} for ${label}, within ${tolerance}`, `${got}`);
  });
  return { size, gpuMs, cpuMs };
}

/** Runs of a batch that are timed. Those after the least begin only within the time: a software GPU takes seconds for one. */
const TIMED_RUNS = 5;
const TIMED_MS = 1_000;

/** One alone may be held up by what else the machine does, and the choice of the engine holds until the next start. */
const LEAST_TIMED_RUNS = 2;

/** The first run counts too, which may be the slowest. @returns the logits of the first run, and the best time */
async function timed(infer: Infer, images: readonly Uint8Array[]) {
  const beganMs = performance.now();
  let bestMs = Number.POSITIVE_INFINITY;
  let first: Float32Array | undefined;
  const isDue = (run: number) => run < LEAST_TIMED_RUNS || performance.now() - beganMs < TIMED_MS;
  for (let run = 0; run < TIMED_RUNS && isDue(run); run++) {
    const startedAtMs = performance.now();
    const { logits } = await infer(images, ['logits']);
    bestMs = Math.min(bestMs, performance.now() - startedAtMs);
    first ??= logits;
  }
  return { logits: first ?? new Float32Array(), bestMs };
}

function disagreement(size: number, expected: string, got: string): SlcError {
  const message = `the GPU disagrees with the CPU on a batch of ${size}: expected ${expected}, got ${got}`;
  return new SlcError('model_not_ready', message);
}
