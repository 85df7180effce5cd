// Milliseconds of each stage from upload to network input, on this machine, and of processor time; build first (npx tsc -b packages/image):
//
//     node packages/image/scripts/measure-stages.mjs [IMAGE]

import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { decodeImage, makePreview, preprocess } from '../dist/index.js';

// As `allowHeapGrowth` in the worker's main.
setFlagsFromString('--heap-growing-percent=400');

const DRAWING = new URL('../../../test_images/synthetic/drawn-2.jpg', import.meta.url);
const bytes = await readFile(process.argv[2] ?? DRAWING);
const limits = { maxBytes: bytes.length, maxPixels: 50_000_000 };
const image = await decodeImage(bytes, limits);

const STAGES = {
  decode: () => decodeImage(bytes, limits),
  'preprocess for 192 x 192, centre square, bilinear': () =>
    preprocess(image, { crop: 'centre-square', resize: 'bilinear-antialiased' }, { width: 192, height: 192 }),
  'preprocess for 224 x 224, nearest': () =>
    preprocess(image, { crop: 'none', resize: 'nearest' }, { width: 224, height: 224 }),
  ...Object.fromEntries(
    ['bicubic', 'lanczos', 'bilinear', 'bilinear-opencv', 'area'].map((resize) => [
      `preprocess for 224 x 224, ${resize}`,
      () => preprocess(image, { crop: 'none', resize }, { width: 224, height: 224 }),
    ]),
  ),
  'preprocess for 224 x 224, shorter side to 256, bilinear-antialiased': () =>
    preprocess(
      image,
      { shorterSideTo: 256, crop: { centre: 224 }, resize: 'bilinear-antialiased' },
      { width: 224, height: 224 },
    ),
  preview: () => makePreview(image),
};

process.stdout.write(`${image.format}, ${image.width} x ${image.height}, ${bytes.length} bytes\n`);
for (const [name, stage] of Object.entries(STAGES)) {
  const { median, slow, processor } = await measure(stage);
  const [half, most, used] = [median, slow, processor].map((ms) => `${ms.toFixed(2).padStart(8)} ms`);
  process.stdout.write(`${half} median ${most} 95 % ${used} processor  ${name}\n`);
}

/** Leaves out the first 30 runs, in which V8 still compiles the code. */
async function measure(stage) {
  const times = [];
  const used = [];
  for (let i = 0; i < 130; i++) {
    const start = performance.now();
    const before = process.cpuUsage();
    await stage();
    const { user, system } = process.cpuUsage(before);
    times.push(performance.now() - start);
    used.push((user + system) / 1_000);
  }
  const [sorted, sortedUsed] = [times, used].map((list) => list.slice(30).sort((a, b) => a - b));
  return { median: sorted[50], slow: sorted[95], processor: sortedUsed[50] };
}
