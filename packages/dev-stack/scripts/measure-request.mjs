// Where the time of a lone request goes, stage by stage: one client asks the gateway, then the worker itself:
//
//     npm run --silent slc -- --help    # builds
//     MODEL=compact-lite0 node packages/dev-stack/scripts/measure-request.mjs [REQUESTS] [IMAGE...]

import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createClassifierClient } from '@slc/rpc';
import { startServiceProcess } from '../dist/index.js';
import { untilReady } from './until-ready.mjs';

const [count = '400', ...files] = process.argv.slice(2);
const drawings = [1, 2, 3, 4].map(
  (i) => new URL(`../../../test_images/synthetic/drawn-${i}.jpg`, import.meta.url),
);
const images = (files.length > 0 ? files : drawings).map((file) => readFileSync(file));
const WARM_UP = 100;

const worker = await startServiceProcess('worker', { LOG_LEVEL: 'info' });
const address = `127.0.0.1:${worker.port}`;
const gateway = await startServiceProcess('gateway', { WORKER_ADDRESS: address });
const client = createClassifierClient({ address, maxMessageBytes: 2 ** 24 });
const agent = new Agent({ keepAlive: true });
try {
  await untilReady(client);
  for (const [target, ask] of [
    ['gateway', askGateway],
    ['worker', askWorker],
  ]) {
    const measured = [];
    for (let i = 0; i < Number(count) + WARM_UP; i++) {
      const startedMs = performance.now();
      const { timingsMs } = await ask(images[i % images.length]);
      const whole = performance.now() - startedMs;
      const around = whole - timingsMs.decode - timingsMs.inference;
      if (i >= WARM_UP) measured.push({ whole, ...timingsMs, around });
    }
    for (const stage of ['whole', 'decode', 'queue', 'inference', 'total', 'around']) {
      const sorted = measured.map((row) => row[stage]).sort((a, b) => a - b);
      const at = (share) => sorted[Math.floor(share * sorted.length)].toFixed(2).padStart(7);
      process.stdout.write(
        `${target.padEnd(8)} ${stage.padEnd(10)} p10 ${at(0.1)}  p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}\n`,
      );
    }
  }
} finally {
  agent.destroy();
  client.close();
  await gateway.close();
  await worker.close();
}

async function askWorker(image) {
  return (await client.classify({ image }, { timeoutMs: 10_000 })).classification;
}

function askGateway(image) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'image/jpeg', 'Content-Length': image.length };
    const options = { port: gateway.port, path: '/api/v1/classify', method: 'POST', agent, headers };
    const sent = request(options, async (answer) => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      resolve(JSON.parse(Buffer.concat(parts).toString()));
    });
    sent.once('error', reject);
    sent.end(image);
  });
}
