// Milliseconds of each stage from upload to network input, on this machine; build first (npx tsc -b packages/image):
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
  preview: () => makePreview(image),
};

process.stdout.write(`${image.format}, ${image.width} x ${image.height}, ${bytes.length} bytes\n`);
for (const [name, stage] of Object.entries(STAGES)) {
  const { median, slow } = await measure(stage);
  process.stdout.write(
    `${median.toFixed(2).padStart(8)} ms median ${slow.toFixed(2).padStart(8)} ms 95 %  ${name}\n`,
  );
}

/** Leaves out the first 30 runs, in which V8 still compiles the code. */
async function measure(stage) {
  const times = [];
  for (let i = 0; i < 130; i++) {
    const start = performance.now();
    await stage();
    times.push(performance.now() - start);
  }
  const sorted = times.slice(30).sort((a, b) => a - b);
  return { median: sorted[50], slow: sorted[95] };
}
