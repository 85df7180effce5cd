import { readFileSync } from 'node:fs';
import { parseManifest } from '@slc/domain';
import type { Infer } from '@slc/engine';
import { afterEach, expect, it, vi } from 'vitest';
import { compareWithCpu } from './compare-with-cpu.js';

const file = new URL('../../../models/compact-lite0/manifest.json', import.meta.url);
const manifest = parseManifest(JSON.parse(readFileSync(file, 'utf8')));

afterEach(() => void vi.useRealTimers());

/** Gives the same logit for each class of each image. */
function giving(logit: number): Infer {
  // Safe: the comparison asks for logits alone.
  return (async (images: readonly Uint8Array[]) => ({
    logits: new Float32Array(images.length * manifest.labels.length).fill(logit),
  })) as unknown as Infer;
}

it('lets a large logit differ by as much as float32 rounds it', async () => {
  const engines = { gpu: giving(3876.91), cpu: giving(3876.92), tolerance: 1e-3 };
  expect(await compareWithCpu(manifest, 2, engines)).toMatchObject({ size: 2 });
});

it('does not judge a GPU by one run that the machine held up', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  let runs = 0;
  const gpu: Infer = async (images, outputs) => {
    vi.advanceTimersByTime(runs++ === 0 ? 1_100 : 5);
    return await giving(0.5)(images, outputs);
  };
  expect(await compareWithCpu(manifest, 3, { gpu, cpu: giving(0.5), tolerance: 1e-3 })).toMatchObject({
    gpuMs: 5,
  });
});

it('names batch, class and both logits where they disagree', async () => {
  const engines = { gpu: giving(0.5), cpu: giving(0.25), tolerance: 1e-3 };
  await expect(compareWithCpu(manifest, 2, engines)).rejects.toMatchObject({
    code: 'model_not_ready',
    message: `the GPU disagrees with the CPU on a batch of 2: expected the CPU's logit 0.25 for ${manifest.labels[0]?.id}, within 0.001, got 0.5`,
  });
});
