import type { ModelManifest } from '@slc/domain';
import type { Infer } from '@slc/engine';
import { warmUpSizes } from './batch-sizes.js';
import type { EngineDefinition } from './engines.js';

export interface WarmUpOptions extends Pick<EngineDefinition, 'device'>, Pick<ModelManifest, 'input'> {
  readonly threads: number;
  readonly batchMaxSize: number;
}

export interface WarmingEngine {
  readonly infer: Infer;
  /** Of the last batch, of all threads. */
  cpuMs(): number;
}

export interface WarmedUp {
  /** Pictures: the options' `batchMaxSize`, or less where more in a batch does not pay. */
  readonly largestBatch: number;
  /** How long the last batch of that size took. */
  readonly largestBatchMs: number;
}

/**
 * Runs blank batches, so that no user's image pays for what happens only the first time, and looks for the largest batch that
 * pays. A thread that works alone on a big network takes as long for each image of a batch as for a single one, while
 * each place of a batch holds memory for good.
 */
export async function warmUp(engine: WarmingEngine, options: WarmUpOptions): Promise<WarmedUp> {
  const { device, threads, batchMaxSize } = options;
  if (device === 'cpu' && threads === 1) return await growBatches(engine, options);
  let largestBatchMs = 0;
  for (const size of warmUpSizes(device, batchMaxSize)) {
    largestBatchMs = await runBlank(engine, size, options);
  }
  return { largestBatch: batchMaxSize, largestBatchMs };
}

/** Below this, whatever the batch, what it costs around the network counts. */
const BIG_NETWORK_CPU_MS = 20;

/**
 * What a batch costs around the network, on two busy cores: messages, wake-ups, and code and data that the network has driven
 * out of the processor's caches. `packages/classifier/README.md` has the measurement.
 */
const AROUND_BATCH_CPU_MS = 2;

/** From batches of two on, a larger one pays when an image takes less than this share of its time in a smaller one. */
const WORTHWHILE_SHARE = 0.95;

/** Doubles the batch as long as that pays. Processor time tells it on a busy machine too. */
async function growBatches(engine: WarmingEngine, options: WarmUpOptions): Promise<WarmedUp> {
  const { batchMaxSize } = options;
  const single = await measureTwice(engine, 1, options);
  if (single.imageCpuMs < BIG_NETWORK_CPU_MS) {
    return { largestBatch: batchMaxSize, largestBatchMs: await runBlank(engine, batchMaxSize, options) };
  }
  let largest = single;
  while (largest.size < batchMaxSize) {
    const larger = await measureTwice(engine, Math.min(2 * largest.size, batchMaxSize), options);
    // Two halve what is around the network, so the network itself need not gain.
    const worthwhileShare = largest.size === 1 ? 1 : WORTHWHILE_SHARE;
    if (larger.imageCpuMs > worthwhileShare * largest.imageCpuMs) break;
    largest = larger;
  }
  return { largestBatch: largest.size, largestBatchMs: largest.elapsedMs };
}

/** The first batch of a size takes memory from the system. */
async function measureTwice(engine: WarmingEngine, size: number, options: WarmUpOptions) {
  await runBlank(engine, size, options);
  const elapsedMs = await runBlank(engine, size, options);
  return { size, elapsedMs, imageCpuMs: (engine.cpuMs() + AROUND_BATCH_CPU_MS) / size };
}

/** @returns how long it took, in milliseconds */
async function runBlank({ infer }: WarmingEngine, size: number, { input }: WarmUpOptions): Promise<number> {
  const blank = new Uint8Array(input.height * input.width * 3);
  const images = Array.from({ length: size }, () => blank);
  const startedAtMs = performance.now();
  await infer(images, ['logits']);
  return performance.now() - startedAtMs;
}
