#!/usr/bin/env node
// How far each engine is from Keras, and how fast beside onnx, image after image in turns:
//
//   node packages/classifier/scripts/measure-engines.mjs REFERENCE.json IMAGES [ENGINE…]
//
// REFERENCE.json holds Keras's logits by image file name; the model is the .h5 beside it. Engines: all that are installed.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { LESION_CLASS_IDS } from '@slc/domain';
import { ENGINES, openClassifier, resolveModel } from '../dist/index.js';

const [reference, images, ...wanted] = process.argv.slice(2);
const path = reference.replace(/\.json$/, '.h5');
const engines =
  wanted.length > 0 ? wanted : Object.keys(ENGINES).filter((name) => ENGINES[name].isInstalled());
const threads = availableParallelism();

const { outputs } = JSON.parse(readFileSync(reference, 'utf8'));
const files = Object.keys(outputs).filter((file) => existsSync(join(images, file)));

const rows = [];
for (const engine of engines) {
  const model = await resolveModel(path);
  const startedAtMs = performance.now();
  const classifier = await openClassifier(model, {
    engine,
    engineProcesses: 1,
    engineThreads: threads,
    batchMaxSize: 1,
    batchMaxDelayMs: 0,
    queueLimit: 1,
    queueLimitBytes: 2 ** 28,
    imageLimitBytes: 2 ** 28,
    imageLimitPixels: 50_000_000,
  });
  rows.push({
    engine,
    classifier,
    openedMs: performance.now() - startedAtMs,
    inferenceMs: [],
    difference: 0,
  });
}
for (const file of files) {
  const image = readFileSync(join(images, file));
  for (const row of rows) {
    const { classification } = await row.classifier.classify(image);
    row.inferenceMs.push(classification.timingsMs.inference);
    for (const { class: id, logit } of classification.predictions) {
      const expected = outputs[file].logits[LESION_CLASS_IDS.indexOf(id)];
      row.difference = Math.max(row.difference, Math.abs(logit - expected));
    }
  }
}
for (const { classifier } of rows) await classifier.close();

const beside = rows.find(({ engine }) => engine === 'onnx');
process.stdout.write(`${path}, ${files.length} images, Node ${process.version}, ${threads} threads\n`);
for (const { engine, openedMs, inferenceMs, difference } of rows) {
  const ratio = beside ? median(inferenceMs.map((ms, i) => ms / beside.inferenceMs[i])).toFixed(2) : '';
  const ms = median(inferenceMs).toFixed(1);
  process.stdout.write(
    `${engine.padEnd(10)} |Δlogit| ≤ ${difference.toExponential(1)}   ${ms} ms an image, ${ratio} x onnx   opened in ${openedMs.toFixed(0)} ms\n`,
  );
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
