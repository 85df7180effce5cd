// The budget of a request: processor time of an image by stage, from the upload to the answer, gateway and worker in one process as
// `npm start` runs them. The stages take turns, so that what else the machine does meets all of them; build first:
//
//     export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576 MALLOC_TRIM_THRESHOLD_=8388608    # as in a service
//     node packages/dev-stack/scripts/measure-budget.mjs MODEL IMAGE... > budget.json
//     node packages/dev-stack/scripts/draw-budget.mjs budget.json > budget.svg

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { envToGatewayConfig, startGateway } from '@slc/gateway';
import { createClassifierClient, createClassifierServer } from '@slc/rpc';
import { allowHeapGrowth, createLogger } from '@slc/runtime';
import { runBareLoop } from '../../classifier/dist/index.js';
import { openSmall } from '../../classifier/scripts/open-small.mjs';
import { decodeImage, judgeQuality, measureQuality, preprocess } from '../../image/dist/index.js';
import { resolveModel } from '../../models/dist/index.js';

const ROUNDS = 15;
const IMAGES_A_ROUND = 20;

allowHeapGrowth();
const [model, ...files] = process.argv.slice(2);
if (!model || files.length === 0) throw new Error('expected a model and images');
const images = files.map((file) => readFileSync(file));
const limits = { maxBytes: 1e8, maxPixels: 5e7 };
const decoded = await Promise.all(images.map((image) => decodeImage(image, limits)));

const classifier = await openSmall(model);
const { preprocessing, input } = classifier.manifest;
const { classification } = await classifier.classify(images[0]);
const worker = createClassifierServer({
  maxMessageBytes: 2 ** 24,
  streamWindow: 1,
  onError: ({ message }) => process.stderr.write(`${message}\n`),
  handlers: {
    classify: async () => ({ classification, preview: null }),
    classifyStream: async () => ({ classification, preview: null }),
    getModelInfo: () => ({ state: { phase: 'ready' }, model: null, engine: null, manifest: null }),
  },
});
const address = `127.0.0.1:${await worker.bind('127.0.0.1', 0)}`;
const settings = { PORT: '0', GATEWAY_METRICS_PORT: '0', WORKER_ADDRESS: address, LOG_LEVEL: 'info' };
const gateway = await startGateway(envToGatewayConfig(settings), {
  logger: createLogger({ service: 'gateway', level: 'info', destination: { write() {} } }),
});
const client = createClassifierClient({ address, maxMessageBytes: 2 ** 24 });
const sender = fork(new URL('./send-images.mjs', import.meta.url), [gateway.port, ...files]);

const each = (work) => async () => {
  for (let i = 0; i < IMAGES_A_ROUND; i++) await work(i % images.length);
};
const parts = {
  gateway: async () => {
    sender.send(IMAGES_A_ROUND);
    await once(sender, 'message');
  },
  grpc: each((i) => client.classify({ image: images[i] }, { timeoutMs: 10_000 })),
  classifier: each((i) => classifier.classify(images[i])),
  decode: each((i) => decodeImage(images[i], limits)),
  resize: each((i) => preprocess(decoded[i], preprocessing, input)),
  quality: each((i) =>
    judgeQuality(measureQuality(decoded[i], preprocessing), { inputSide: input.width, isColour: true }),
  ),
};

const measured = Object.fromEntries(Object.keys(parts).map((name) => [name, []]));
for (let round = -3; round < ROUNDS; round++) {
  for (const [name, work] of Object.entries(parts)) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    // The first ones warm up.
    if (round >= 0) measured[name].push((user + system) / 1_000 / IMAGES_A_ROUND);
  }
}
sender.disconnect();
client.close();
await gateway.close();
await worker.close(0);
await classifier.close();

const network = await runBareLoop(await resolveModel(model), {
  engine: 'onnx',
  precision: 'float32',
  // On every core: a lone one would get them all, for one image.
  processes: cpus().length,
  threads: 1,
  batchSize: 1,
  decodes: false,
  assessment: false,
  images,
  warmUpMs: 2_000,
  durationMs: 10_000,
  onGivenUp() {},
});
const {
  gateway: throughGateway,
  grpc,
  classifier: inClassifier,
  decode,
  resize,
  quality,
} = medians(measured);
const stages = [
  ['HTTP: upload, checks, JSON, log line', throughGateway - grpc],
  ['gRPC: gateway to worker and back', grpc],
  ['decode the JPEG', decode],
  ['resize to the network’s input', resize],
  ['figures of quality', quality],
  ['queue, engine’s wake-up, ranking', inClassifier - decode - resize - quality],
  ['the network, one thread', network.cpuMs / network.images],
].map(([stage, cpuMs]) => ({ stage, cpuMs: Math.round(cpuMs * 100) / 100 }));
const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
process.stdout.write(`${JSON.stringify({ model: classifier.model.id, machine, stages }, null, 2)}\n`);
for (const { stage, cpuMs } of stages) process.stderr.write(`${cpuMs.toFixed(2).padStart(8)} ms  ${stage}\n`);

function medians(byPart) {
  return Object.fromEntries(
    Object.entries(byPart).map(([name, costs]) => [name, costs.toSorted((a, b) => a - b)[costs.length >> 1]]),
  );
}
