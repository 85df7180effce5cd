// Holds the logits of exported networks against those of their own frameworks, of the same photograph, preprocessing included:
//
//   node packages/onnx-file/scripts/compare-with-frameworks.mjs PHOTOGRAPH.jpg FOLDER
//
// FOLDER is written by export-torchvision.py: NAME.onnx, NAME.json (manifest), NAME.logits.json. For each network it prints the largest
// difference of a logit, the largest logit, and how pictures are given to it. Exits with 1 where a difference is over 0.001.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createResources, inspectModel, openClassifier, resolveModel } from '../../classifier/dist/index.js';

const LIMIT = 1e-3;
const [photograph, folder] = process.argv.slice(2);
const image = readFileSync(photograph);
let isWithin = true;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.logits.json'))) {
  const name = file.replace('.logits.json', '');
  const model = await resolveModel(join(folder, `${name}.json`));
  const expected = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const { onnx, embedding, explanations } = await inspectModel(model);
  const classifier = await openClassifier(model, {
    resources: createResources({ decodePixels: 50_000_000, queueBytes: 2 ** 28 }),
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
  const differences = answers.flatMap(({ classification: { predictions } }) =>
    predictions.map(({ class: id, logit }) => Math.abs(logit - expected[Number(id.slice(1))])),
  );
  const difference = Math.max(...differences);
  isWithin &&= difference <= LIMIT;
  const largest = Math.max(...expected.map(Math.abs));
  const maps = explanations.join(', ') || 'no map';
  process.stdout.write(
    `${name}: difference ${difference.toExponential(1)} of ${largest.toFixed(2)}, ${onnx.batch.kind}, embedding ${embedding}, ${maps}\n`,
  );
}
process.exit(isWithin ? 0 : 1);
