// Compares the rewritten network with onnxruntime on the file as it was exported:
//
//   node packages/onnx-file/scripts/bench-against-onnxruntime.mjs MODEL.onnx [PAIRS]
//
// One picture a run, one thread, in pairs that take turns, by processor time, so that other work on the machine counts little. The
// original gets floats that are made ready before; ours gets bytes, and scales and turns them.
// Prints the median over all pairs of original / ours: 1 is as fast, above is faster.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileInChild } from '../../compile/dist/compile-in-child.js';

const { InferenceSession, Tensor } = createRequire(new URL('../../engine-onnx/', import.meta.url))(
  'onnxruntime-node',
);
const [weightsPath, pairs = '60'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'onnx-bench-'));
const outputPath = join(folder, 'compiled.onnx');
const read = { size: null, output: null };
const order = { weightsPath, outputPath, format: 'onnx', normalisation: null, read, quantisation: null };
const { inputShape } = await compileInChild(order, undefined);
const [height, width, channels] = inputShape;
const options = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  enableMemPattern: false,
  logSeverityLevel: 3,
};
const [original, ours] = [
  await InferenceSession.create(weightsPath, options),
  await InferenceSession.create(outputPath, options),
];
const size = height * width * channels;
const floats = Float32Array.from({ length: size }, (_, i) => Math.sin(i));
const bytes = Uint8Array.from({ length: height * width * 3 }, (_, i) => i * 7);
const isPlanar = original.inputMetadata[0].shape[1] === channels;
const shape = isPlanar ? [1, channels, height, width] : [1, height, width, channels];
const runs = [
  () => original.run({ [original.inputNames[0]]: new Tensor('float32', floats, shape) }),
  () => ours.run({ '@pixels': new Tensor('uint8', bytes, [1, height, width, 3]) }, ['@logits']),
];

async function spentMs(run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (let i = 0; i < 5; i++) for (const run of runs) await run();
const ratios = [];
const times = [[], []];
for (let pair = 0; pair < Number(pairs); pair++) {
  const spent = [];
  for (const which of pair % 2 === 0 ? [0, 1] : [1, 0]) spent[which] = await spentMs(runs[which]);
  ratios.push(spent[0] / spent[1]);
  for (const which of [0, 1]) times[which].push(spent[which]);
}
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
process.stdout.write(
  `${median(ratios).toFixed(3)} of onnxruntime's speed (${median(times[0]).toFixed(1)} ms original, ${median(times[1]).toFixed(1)} ms ours)\n`,
);
await original.release();
await ours.release();
rmSync(folder, { recursive: true });
