// Holds exported networks against their own frameworks, of the same photograph, preprocessing included:
//
//   node packages/onnx-file/scripts/compare-with-frameworks.mjs PHOTOGRAPH.jpg FOLDER [NAME …]
//
// FOLDER is written by export-frameworks.py. A network without a manifest is opened bare: classes and recipe come from what its framework
// wrote beside it. For each it prints the largest difference of a logit (of a probability, where the network gives these), the largest
// value, whether resize and crop gave the framework's pixels to the bit, and how pictures are given to it. Exits with 1 where a
// difference is over 0.001 or a pixel is another.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createResources, inspectModel, openClassifier } from '../../classifier/dist/index.js';
import { decodeImage, preprocess } from '../../image/dist/index.js';
import { resolveModel } from '../../models/dist/index.js';

const LIMIT = 1e-3;
const [photograph, folder, ...wanted] = process.argv.slice(2);
const image = readFileSync(photograph);
const resources = createResources({ decodePixels: 50_000_000, queueBytes: 2 ** 28 });
let isWithin = true;
for (const name of readdirSync(folder).filter((each) => wanted.length === 0 || wanted.includes(each))) {
  const place = join(folder, name);
  const manifest = join(place, 'manifest.json');
  const model = await resolveModel(existsSync(manifest) ? manifest : join(place, 'model.onnx'));
  const expected = JSON.parse(readFileSync(join(place, 'expected.json'), 'utf8'));
  const { onnx, embedding, explanations, guessed } = await inspectModel(model);
  const classifier = await openClassifier(model, {
    resources,
    engine: 'onnx',
    engineProcesses: 1,
    engineThreads: 1,
    batchMaxSize: 4,
    batchMaxDelayMs: 2,
    queueLimit: 16,
    imageLimitBytes: 2 ** 24,
    imageLimitPixels: 50_000_000,
  });
  const answers = await Promise.all(Array.from({ length: 4 }, () => classifier.classify(image)));
  await classifier.close();
  const { labels } = classifier.manifest;
  const given = ({ logit, probability }) => (expected.gives === 'logits' ? logit : probability);
  const difference = Math.max(
    ...answers.flatMap(({ classification: { predictions } }) =>
      labels.map(({ id }, i) =>
        Math.abs(given(predictions.find((each) => each.class === id)) - expected.values[i]),
      ),
    ),
  );
  const { preprocessing, input } = classifier.manifest;
  const decoded = await decodeImage(image, { maxBytes: 2 ** 24, maxPixels: 50_000_000 });
  const pixels = preprocess(decoded, preprocessing, input);
  const samePixels = Buffer.from(expected.pixels, 'base64').equals(pixels.data ?? pixels);
  isWithin &&= difference <= LIMIT && samePixels;
  const largest = Math.max(...expected.values.map(Math.abs));
  process.stdout.write(
    `${[
      `${name}: difference ${difference.toExponential(1)} of ${largest.toFixed(2)}`,
      samePixels ? 'pixels to the bit' : 'OTHER PIXELS',
      onnx.batch.kind,
      `embedding ${embedding}`,
      explanations.join(', ') || 'no map',
      guessed.length > 0 ? `guessed ${guessed.join(', ')}` : 'nothing guessed',
    ].join(', ')}\n`,
  );
}
process.exit(isWithin ? 0 : 1);
