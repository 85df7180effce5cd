// Processor time of the classifier's own process for one image with and without its assessment, in turns so that another load
// meets both alike; build first:
//
//     node packages/classifier/scripts/measure-assessment.mjs MODEL [IMAGE]

import { readFileSync } from 'node:fs';
import { createResources, openClassifier, resolveModel } from '../dist/index.js';

const ROUNDS = 20;
const IMAGES_A_ROUND = 15;
const DRAWING = new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url);

const [model = 'compact-lite0', path = DRAWING] = process.argv.slice(2);
const image = readFileSync(path);
const resolved = await resolveModel(model);
const [assessing, plain] = [await open(true), await open(false)];
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

function open(assessment) {
  return openClassifier(resolved, {
    resources: createResources({ decodePixels: 5e7, queueBytes: 2 ** 28 }),
    engine: 'onnx',
    engineProcesses: 1,
    engineThreads: 1,
    batchMaxSize: 8,
    batchMaxDelayMs: 0,
    queueLimit: 8,
    imageLimitBytes: 1e8,
    imageLimitPixels: 5e7,
    assessment,
  });
}

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
