import type { EngineModule } from '@slc/engine';
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
  const { images, batchSize, decodes, manifest } = task;
  const module = (await import(task.moduleUrl)) as EngineModule;
  const engine = await module.openEngine(task.compiledModelPath, { threads: task.threads });
  let next = 0;

  async function makeBatch(): Promise<Uint8Array> {
    const inputs = await Promise.all(
      Array.from({ length: batchSize }, async () => {
        const decoded = await decodeImage(images[next++ % images.length] ?? new Uint8Array(), LIMITS);
        return preprocess(decoded, manifest.preprocessing, manifest.input).data;
      }),
    );
    return inputs.length === 1 && inputs[0] ? inputs[0] : Buffer.concat(inputs);
  }

  let startedAtMs = performance.now();
  let startedCpu = process.cpuUsage();
  let isWarm = false;
  let done = 0;
  let batchMs: number[] = [];
  const fixed = decodes ? undefined : await makeBatch();
  let coming = fixed ? Promise.resolve(fixed) : makeBatch();
  for (;;) {
    const batch = await coming;
    if (!fixed) coming = makeBatch();
    const beganAtMs = performance.now();
    await engine.infer(batch, batchSize, ['logits']);
    const nowMs = performance.now();
    batchMs.push(nowMs - beganAtMs);
    done += batchSize;
    if (!isWarm && nowMs - startedAtMs >= task.warmUpMs) {
      isWarm = true;
      startedAtMs = nowMs;
      startedCpu = process.cpuUsage();
      done = 0;
      batchMs = [];
    } else if (isWarm && nowMs - startedAtMs >= task.durationMs) {
      const { user, system } = process.cpuUsage(startedCpu);
      return { images: done, elapsedMs: nowMs - startedAtMs, cpuMs: (user + system) / 1_000, batchMs };
    }
  }
}
