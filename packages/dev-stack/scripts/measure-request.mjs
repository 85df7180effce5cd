// Where the time of a lone request goes, stage by stage: one client asks the worker, then the gateway, and beside each an empty
// handler on the same libraries, in a process of its own. All take turns, so that what else the machine does meets all:
//
//     npm run --silent slc -- --help    # builds
//     MODEL=compact-lite0 node packages/dev-stack/scripts/measure-request.mjs [REQUESTS] [IMAGE...]
//
// `around` is the round trip without decoding and inference. An empty handler that answers at once keeps its caches. One that first
// waits as long as the product has just worked loses them to whatever runs meanwhile, which is not a network of its own.

import { fork } from 'node:child_process';
import { once } from 'node:events';
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
const IN_A_ROUND = 20;
const rounds = Math.ceil(Number(count) / IN_A_ROUND);
const WARM_UP_ROUNDS = 5;
const STAGES = ['whole', 'decode', 'queue', 'inference', 'total', 'around'];

const closing = [];
try {
  const turns = await startAll();
  const measured = new Map(turns.map(({ name }) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { name, ask, waitsAs } of turns) {
      const waits = waitsAs ? measured.get(waitsAs).at(-1) : [];
      const rows = [];
      for (let i = 0; i < IN_A_ROUND; i++) {
        const waitMs = waits[i] ? waits[i].decode + waits[i].inference : 0;
        rows.push(
          await timed(() => ask(images[i % images.length], waitMs ? { 'wait-ms': waitMs.toFixed(0) } : {})),
        );
      }
      measured.get(name).push(rows);
    }
  }
  for (const rows of measured.values()) rows.splice(0, WARM_UP_ROUNDS);
  print(turns, measured);
} finally {
  for (const close of closing.reverse()) await close();
}

/** What is measured in turns: `under` names what is divided by it, `waitsAs` whose last times it waits. */
async function startAll() {
  const worker = await started(startServiceProcess('worker', { LOG_LEVEL: 'info' }));
  const address = `127.0.0.1:${worker.port}`;
  const gateway = await started(startServiceProcess('gateway', { WORKER_ADDRESS: address }));
  const askWorker = workerAt(address);
  await untilReady(askWorker.client);
  const classification = await askWorker(images[0], {});

  const emptyWorker = await emptyHandler('../../rpc/scripts/empty-worker.mjs', [], classification);
  const emptyAddress = `127.0.0.1:${emptyWorker}`;
  const gatewayScript = '../../../services/gateway/scripts/empty-gateway.mjs';
  const emptyGateway = await emptyHandler(gatewayScript, [emptyAddress], classification);
  const askEmptyWorker = workerAt(emptyAddress);
  const askEmptyGateway = gatewayAt(emptyGateway);
  return [
    { name: 'worker', ask: askWorker },
    { name: 'empty gRPC handler', ask: askEmptyWorker, under: 'worker' },
    { name: 'empty gRPC handler that waits', ask: askEmptyWorker, under: 'worker', waitsAs: 'worker' },
    { name: 'gateway', ask: gatewayAt(gateway.port) },
    { name: 'empty HTTP handler', ask: askEmptyGateway, under: 'gateway' },
    { name: 'empty HTTP handler that waits', ask: askEmptyGateway, under: 'gateway', waitsAs: 'gateway' },
  ];
}

async function started(starting) {
  const service = await starting;
  closing.push(() => service.close());
  return service;
}

/** @returns the port at which it listens */
async function emptyHandler(script, args, classification) {
  const child = fork(new URL(script, import.meta.url), args);
  closing.push(() => child.kill());
  child.send(classification);
  const [port] = await once(child, 'message');
  return port;
}

function workerAt(address) {
  const client = createClassifierClient({ address, maxMessageBytes: 2 ** 24 });
  closing.push(() => client.close());
  const ask = async (image, headers) =>
    (await client.classify({ image }, { timeoutMs: 10_000, headers })).classification;
  return Object.assign(ask, { client });
}

function gatewayAt(port) {
  const agent = new Agent({ keepAlive: true });
  closing.push(() => agent.destroy());
  const boundary = 'a-boundary-of-parts';
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="lesion.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return (image, headers) =>
    new Promise((resolve, reject) => {
      const body = Buffer.concat([head, image, tail]);
      const type = {
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
        'Content-Length': body.length,
      };
      const options = {
        port,
        path: '/api/v1/classify',
        method: 'POST',
        agent,
        headers: { ...type, ...headers },
      };
      const sent = request(options, async (answer) => {
        const parts = [];
        for await (const part of answer) parts.push(part);
        resolve(JSON.parse(Buffer.concat(parts).toString()));
      });
      sent.once('error', reject);
      sent.end(body);
    });
}

async function timed(ask) {
  const startedMs = performance.now();
  const { timingsMs } = await ask();
  const whole = performance.now() - startedMs;
  return { whole, ...timingsMs, around: whole - timingsMs.decode - timingsMs.inference };
}

function print(turns, measured) {
  for (const { name, under } of turns) {
    const rows = measured.get(name);
    for (const stage of under ? ['around'] : STAGES) {
      const sorted = sort(rows.flat().map((row) => row[stage]));
      const at = (share) => sorted[Math.floor(share * sorted.length)].toFixed(2).padStart(7);
      process.stdout.write(
        `${name.padEnd(30)} ${stage.padEnd(10)} p10 ${at(0.1)}  p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}\n`,
      );
    }
  }
  const aroundOf = (round) => median(round.map(({ around }) => around));
  for (const { name, under } of turns.filter((turn) => turn.under)) {
    const ratios = measured.get(under).map((round, i) => aroundOf(round) / aroundOf(measured.get(name)[i]));
    const sorted = sort(ratios);
    const [low, high] = [sorted[sorted.length >> 2], sorted[(3 * sorted.length) >> 2]];
    process.stdout.write(
      `${under} around / ${name}: median of ${rounds} rounds ${median(ratios).toFixed(2)}, quartiles ${low.toFixed(2)} and ${high.toFixed(2)}\n`,
    );
  }
}

function sort(values) {
  return values.toSorted((a, b) => a - b);
}

function median(values) {
  return sort(values)[values.length >> 1];
}
