// Processor time of the classifier's own process for one image with and without its assessment, in turns so that another load
// meets both alike; build first:
//
//     export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576 MALLOC_TRIM_THRESHOLD_=8388608
//     node packages/classifier/scripts/measure-assessment.mjs MODEL [IMAGE]
//
// These are the allocator's settings in a service. Without them glibc chooses its thresholds by chance of the first images, and
// in some runs each collection of garbage then takes as long as an image's decoding.

import { readFileSync } from 'node:fs';
import { openSmall } from './open-small.mjs';

const ROUNDS = 20;
const IMAGES_A_ROUND = 15;
const DRAWING = new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url);

const [model = 'compact-lite0', path = DRAWING] = process.argv.slice(2);
const image = readFileSync(path);
const assessing = await openSmall(model);
const plain = await openSmall(model, { assessment: false });
const costs = [];
for (let round = -2; round < ROUNDS; round++) {
  const cost = { assessing: await cpuMsOf(assessing), plain: await cpuMsOf(plain) };
  // The first ones warm up.
  if (round >= 0) costs.push(cost);
}
await assessing.close();
await plain.close();
report('with', ({ assessing }) => assessing);
report('without', ({ plain }) => plain);
report('difference', ({ assessing, plain }) => assessing - plain);

async function cpuMsOf(classifier) {
  const start = process.cpuUsage();
  for (let i = 0; i < IMAGES_A_ROUND; i++) await classifier.classify(image);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000 / IMAGES_A_ROUND;
}

function report(name, costOf) {
  const sorted = costs.map(costOf).toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  process.stdout.write(
    `${name.padEnd(12)} ${median.toFixed(2)} ms CPU an image, median of ${ROUNDS} rounds\n`,
  );
}
