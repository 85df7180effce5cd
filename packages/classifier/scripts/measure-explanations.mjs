// What explanations cost, and how many of their maps hold:
//   node packages/classifier/scripts/measure-explanations.mjs FOLDER [IMAGES] [MODEL]
// Takes so many images (24 unless given) at even distances of the folder's, one at a time, on the compact model.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPLANATION_METHODS } from '@slc/domain';
import { resolveModel } from '@slc/models';
import { createResources, engineLayout, openClassifier } from '../dist/index.js';

const [folder = '.', wanted = '24', model = 'compact-lite0'] = process.argv.slice(2);
const all = readdirSync(folder).filter((name) => /\.(jpe?g|png)$/i.test(name));
const step = Math.max(1, Math.floor(all.length / Number(wanted)));
const images = all.filter((_, i) => i % step === 0).slice(0, Number(wanted));

const resources = createResources({ decodePixels: 50_000_000, queueBytes: 256 * 1024 * 1024 });
const classifier = await openClassifier(await resolveModel(model), {
  resources,
  engine: 'auto',
  engineProcesses: 1,
  engineThreads: engineLayout({ processes: 1 }, resources.cores).threads,
  batchMaxSize: 8,
  batchMaxDelayMs: 2,
  queueLimit: 64,
  imageLimitBytes: 10 * 1024 * 1024,
  imageLimitPixels: 50_000_000,
});

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

for (const explain of [undefined, ...EXPLANATION_METHODS]) {
  const durations = [];
  let held = 0;
  for (const name of images) {
    const image = readFileSync(join(folder, name));
    const startedAtMs = performance.now();
    const { classification } = await classifier.classify(image, { explain });
    durations.push(performance.now() - startedAtMs);
    if (classification.explanation?.check.holds) held++;
  }
  const holds = explain === undefined ? '' : `, ${held} of ${images.length} maps hold`;
  process.stdout.write(`${explain ?? 'no explanation'}: median ${median(durations).toFixed(0)} ms${holds}\n`);
}
await classifier.close();
