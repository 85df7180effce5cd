import { type OutputName, toSlcError } from '@slc/domain';
import type { Engine, EngineModule } from '@slc/engine';
import { outlierScore } from '@slc/evaluation';
import { decodeImage, makeViews, preprocess } from '@slc/image';
import { judgePictureFor } from '../assess/judge-picture.js';
import { OWN_FILE_LIMITS } from '../own-file-limits.js';
import { imagesInBatch } from '../serve/infer-views.js';
import type { BareLoopCounts, BareLoopReply, BareLoopTask } from './bare-loop.js';

// The main file of a bare-loop process.

process.once('disconnect', () => process.exit());
process.once('message', async (message) => {
  // Only `runBareLoop` forks this file.
  process.send?.(await answer(message as BareLoopTask));
});

async function answer(task: BareLoopTask): Promise<BareLoopReply> {
  try {
    return { kind: 'counted', counts: await run(task) };
  } catch (thrown) {
    const { code, message, cause } = toSlcError(thrown);
    return { kind: 'refused', code, message, cause };
  }
}

async function run(task: BareLoopTask): Promise<BareLoopCounts> {
  const module = (await import(task.moduleUrl)) as EngineModule;
  const engine = await module.openEngine(task.compiledModelPath, { threads: task.threads });
  const loop: Loop = { engine, outliers: task.opened.outliers, next: await startDecoding(task) };
  await runFor(task.warmUpMs, loop);
  const startedCpu = process.cpuUsage();
  const measured = await runFor(task.durationMs, loop);
  const { user, system } = process.cpuUsage(startedCpu);
  return { ...measured, cpuMs: (user + system) / 1_000 };
}

/** Images whose views fill a batch, or more than one batch where one image's views already do. */
interface Work {
  readonly images: number;
  readonly batches: readonly Batch[];
}

interface Batch {
  /** (pictures, height, width, 3) */
  readonly pixels: Uint8Array;
  readonly pictures: number;
  /** Which of them are an image's first view, whose embedding is compared with others. */
  readonly firstViews: readonly number[];
}

interface Loop extends Pick<BareLoopTask['opened'], 'outliers'> {
  readonly engine: Engine;
  next(): Promise<Work>;
}

async function runFor(
  durationMs: number,
  { engine, outliers, next }: Loop,
): Promise<Omit<BareLoopCounts, 'cpuMs'>> {
  const outputs: readonly OutputName[] = outliers ? ['logits', 'embedding'] : ['logits'];
  const batchMs: number[] = [];
  let images = 0;
  const startedAtMs = performance.now();
  for (;;) {
    const work = await next();
    for (const { pixels, pictures, firstViews } of work.batches) {
      const beganAtMs = performance.now();
      const { embedding } = await engine.infer(pixels, pictures, outputs);
      batchMs.push(performance.now() - beganAtMs);
      if (!outliers || !embedding) continue;
      const length = embedding.length / pictures;
      for (const i of firstViews) outlierScore(outliers, embedding.subarray(i * length, (i + 1) * length));
    }
    images += work.images;
    const elapsedMs = performance.now() - startedAtMs;
    if (elapsedMs >= durationMs) return { images, batchMs, elapsedMs };
  }
}

/** @returns gives the next images' work, and begins to decode those after them */
async function startDecoding(task: BareLoopTask): Promise<Loop['next']> {
  const { images, batchSize, decodes, assessment, opened } = task;
  const { preprocessing, input } = opened.manifest;
  const together = imagesInBatch(batchSize, preprocessing.views);
  const judgePicture = assessment ? judgePictureFor(opened) : null;
  let nextImage = 0;
  async function decodeWork(): Promise<Work> {
    const views = await Promise.all(
      Array.from({ length: together }, async () => {
        const decoded = await decodeImage(
          images[nextImage++ % images.length] ?? new Uint8Array(),
          OWN_FILE_LIMITS,
        );
        judgePicture?.(decoded);
        return makeViews(preprocess(decoded, preprocessing, input), preprocessing.views);
      }),
    );
    return { images: together, batches: inBatches(views, batchSize) };
  }

  if (!decodes) {
    const work = await decodeWork();
    return async () => work;
  }
  let coming = decodeWork();
  return async () => {
    const work = await coming;
    coming = decodeWork();
    // It is awaited when its turn comes.
    coming.catch(() => {});
    return work;
  };
}

/** @param images the views of each */
function inBatches(images: readonly (readonly Uint8Array[])[], batchSize: number): readonly Batch[] {
  const pictures = images.flatMap((views) => views.map((pixels, view) => ({ pixels, view })));
  return Array.from({ length: Math.ceil(pictures.length / batchSize) }, (_, i) => {
    const batch = pictures.slice(i * batchSize, (i + 1) * batchSize);
    return {
      pixels: Buffer.concat(batch.map(({ pixels }) => pixels)),
      pictures: batch.length,
      firstViews: batch.flatMap(({ view }, index) => (view === 0 ? [index] : [])),
    };
  });
}
