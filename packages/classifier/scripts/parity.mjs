// Holds the product's logits against Keras's own, for each model of a folder that has a .json with Keras's outputs beside it.
//
//   node packages/classifier/scripts/parity.mjs MODELS_DIR IMAGES_DIR [NAME…]
//
// One line a model: largest |logit difference| over the images, seconds to open, parameters.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveModel } from '@slc/models';
import { createResources, openClassifier } from '../dist/index.js';

const [modelsDirectory, imagesDirectory, ...names] = process.argv.slice(2);
const files = readdirSync(modelsDirectory)
  .filter((file) => /\.(h5|keras)$/.test(file))
  .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
for (const file of files) {
  const reference = join(modelsDirectory, file.replace(/\.(h5|keras)$/, '.json'));
  if (!existsSync(reference)) continue;
  const { outputs } = JSON.parse(readFileSync(reference, 'utf8'));
  try {
    process.stdout.write(`${`${file.padEnd(32)} ${await compare(join(modelsDirectory, file), outputs)}`}\n`);
  } catch (error) {
    process.stdout.write(`${`${file.padEnd(32)} ${error.message}`}\n`);
    process.exitCode = 1;
  }
}

async function compare(path, outputs) {
  const startedAtMs = performance.now();
  // Keras's outputs are for pixel / 127.5 - 1, also where the network scales again by itself.
  const model = { ...(await resolveModel(path)), scaling: 'original' };
  const classifier = await openClassifier(model, {
    resources: createResources({ decodePixels: 2 ** 30, queueBytes: 2 ** 30 }),
    engine: 'onnx',
    engineProcesses: 1,
    engineThreads: 2,
    batchMaxSize: 1,
    batchMaxDelayMs: 0,
    queueLimit: 1,
    imageLimitBytes: 2 ** 30,
    imageLimitPixels: 2 ** 30,
  });
  const openedMs = performance.now() - startedAtMs;
  try {
    let worst = 0;
    for (const [image, { logits }] of Object.entries(outputs)) {
      const { classification } = await classifier.classify(readFileSync(join(imagesDirectory, image)));
      const labels = classifier.manifest.labels;
      for (const { class: label, logit } of classification.predictions) {
        worst = Math.max(worst, Math.abs(logit - logits[labels.findIndex(({ id }) => id === label)]));
      }
    }
    const verdict = worst <= 1e-3 ? 'ok' : 'TOO LARGE';
    if (worst > 1e-3) process.exitCode = 1;
    return `${worst.toExponential(1)} ${verdict}  opened in ${(openedMs / 1000).toFixed(1)} s`;
  } finally {
    await classifier.close();
  }
}
