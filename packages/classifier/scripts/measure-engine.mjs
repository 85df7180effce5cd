#!/usr/bin/env node
// How far an engine is from Keras, and what an image costs on it, alone in this process:
//
//   node packages/classifier/scripts/measure-engine.mjs ENGINE REFERENCE.json IMAGES
//
// REFERENCE.json holds Keras's logits by image file name; the model is the .h5 or .keras file beside it.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openModel } from '@slc/compile';
import { decodeImage, preprocess } from '@slc/image';
import { resolveModel } from '@slc/models';
import { ENGINES } from '../dist/index.js';

const [engineName, reference, images] = process.argv.slice(2);
const { format, moduleUrl } = ENGINES[engineName];
const base = reference.replace(/\.json$/, '');
const { outputs } = JSON.parse(readFileSync(reference, 'utf8'));
const files = Object.keys(outputs).filter((file) => existsSync(join(images, file)));

const model = await resolveModel(existsSync(`${base}.h5`) ? `${base}.h5` : `${base}.keras`);
// Keras's outputs are for pixel / 127.5 - 1, also where the network scales again by itself.
const { path, manifest } = await openModel(
  { ...model, scaling: 'original' },
  { format, precision: 'float32' },
);
const { openEngine } = await import(moduleUrl.href);
const engine = await openEngine(path, { threads: availableParallelism() });

const wallMs = [];
const processorMs = [];
let difference = 0;
for (const file of files) {
  const decoded = await decodeImage(readFileSync(join(images, file)), {
    maxBytes: 2 ** 28,
    maxPixels: 2 ** 28,
  });
  const { data } = preprocess(decoded, manifest.preprocessing, manifest.input);
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const { logits } = await engine.infer(data, 1, ['logits']);
  const { user, system } = process.cpuUsage(before);
  wallMs.push(performance.now() - startedAtMs);
  processorMs.push((user + system) / 1000);
  outputs[file].logits.forEach((expected, i) => {
    difference = Math.max(difference, Math.abs(logits[i] - expected));
  });
}
await engine.close();

const row = [
  base,
  engineName,
  `${files.length} images`,
  `|Δlogit| ≤ ${difference.toExponential(1)}`,
  `processor ${median(processorMs).toFixed(0)} ms`,
  `wall ${median(wallMs).toFixed(0)} ms`,
  `resident ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`,
  ...(engine.operatorsOnCpu ? [`on the CPU: ${engine.operatorsOnCpu.join(', ') || 'nothing'}`] : []),
];
process.stdout.write(`${row.join('  ')}\n`);

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
