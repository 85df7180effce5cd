import type { Engine, EngineModule } from '@slc/engine';
import { decodeImage, preprocess } from '@slc/image';
import type { BareLoopCounts, BareLoopTask } from './bare-loop.js';

// The main file of a bare-loop process.

process.once('disconnect', () => process.exit());
process.once('message', async (message) => {
  // Only `runBareLoop` forks this file.
  process.send?.(await run(message as BareLoopTask));
});

const LIMITS = { maxBytes: Number.POSITIVE_INFINITY, maxPixels: 250_000_000 };

async function run(task: BareLoopTask): Promise<BareLoopCounts> {
  const module = (await import(task.moduleUrl)) as EngineModule;
  const engine = await module.openEngine(task.compiledModelPath, { threads: task.threads });
  const loop: Loop = { engine, batchSize: task.batchSize, nextBatch: await startBatches(task) };
  await runFor(task.warmUpMs, loop);
  const startedCpu = process.cpuUsage();
  const measured = await runFor(task.durationMs, loop);
  const { user, system } = process.cpuUsage(startedCpu);
  const images = measured.batchMs.length * task.batchSize;
  return { ...measured, images, cpuMs: (user + system) / 1_000 };
}

interface Loop {
  readonly engine: Engine;
  readonly batchSize: number;
  nextBatch(): Promise<Uint8Array>;
}

async function runFor(
  durationMs: number,
  { engine, batchSize, nextBatch }: Loop,
): Promise<Pick<BareLoopCounts, 'batchMs' | 'elapsedMs'>> {
  const batchMs: number[] = [];
  const startedAtMs = performance.now();
  for (;;) {
    const batch = await nextBatch();
    const beganAtMs = performance.now();
    await engine.infer(batch, batchSize, ['logits']);
    const nowMs = performance.now();
    batchMs.push(nowMs - beganAtMs);
    if (nowMs - startedAtMs >= durationMs) return { batchMs, elapsedMs: nowMs - startedAtMs };
  }
}

/** @returns gives a batch, and begins to decode the next one */
async function startBatches({
  images,
  batchSize,
  decodes,
  manifest,
}: BareLoopTask): Promise<Loop['nextBatch']> {
  let next = 0;
  async function decodeBatch(): Promise<Uint8Array> {
    const inputs = await Promise.all(
      Array.from({ length: batchSize }, async () => {
        const decoded = await decodeImage(images[next++ % images.length] ?? new Uint8Array(), LIMITS);
        return preprocess(decoded, manifest.preprocessing, manifest.input).data;
      }),
    );
    return inputs.length === 1 && inputs[0] ? inputs[0] : Buffer.concat(inputs);
  }

  if (!decodes) {
    const batch = await decodeBatch();
    return async () => batch;
  }
  let coming = decodeBatch();
  return async () => {
    const batch = await coming;
    coming = decodeBatch();
    return batch;
  };
}
