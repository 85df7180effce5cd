// Sends many drawn images through one ClassifyStream call, and prints lost and double answers, errors, and the memory of
// client and worker:
//
//     npm run --silent slc -- --help    # builds
//     MODEL=compact-lite0 node packages/dev-stack/scripts/measure-stream.mjs [IMAGES]

import { readFileSync } from 'node:fs';
import { createClassifierClient } from '@slc/rpc';
import { startServiceProcess } from '../dist/index.js';
import { untilReady } from './until-ready.mjs';

const count = Number(process.argv[2] ?? 100_000);
const drawings = [1, 2, 3, 4].map((i) =>
  readFileSync(new URL(`../../../test_images/synthetic/drawn-${i}.jpg`, import.meta.url)),
);

const worker = await startServiceProcess('worker', { LOG_LEVEL: 'warn' });
const client = createClassifierClient({ address: `127.0.0.1:${worker.port}`, maxMessageBytes: 2 ** 24 });
try {
  await untilReady(client);
  const seen = new Uint8Array(count);
  const errors = new Map();
  let answered = 0;
  const startedMs = performance.now();
  const images = (function* () {
    for (let i = 0; i < count; i++) yield { id: String(i), image: drawings[i % drawings.length] };
  })();
  for await (const { id, error } of client.classifyStream(images)) {
    seen[Number(id)]++;
    if (error) errors.set(error.code, (errors.get(error.code) ?? 0) + 1);
    if (++answered % Math.max(1, Math.floor(count / 10)) === 0) report(answered, startedMs);
  }
  const lost = seen.filter((times) => times === 0).length;
  const twice = seen.filter((times) => times > 1).length;
  process.stdout.write(`lost ${lost}, twice ${twice}, errors ${JSON.stringify([...errors])}\n`);
} finally {
  client.close();
  await worker.close();
}

function report(answered, startedMs) {
  const perSecond = (answered * 1_000) / (performance.now() - startedMs);
  const [client, server] = [process.pid, worker.pid].map(residentMegabytes);
  process.stdout.write(
    `${answered} answered, ${perSecond.toFixed(0)} a second, resident: client ${client} MB, worker ${server} MB\n`,
  );
}

function residentMegabytes(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(kilobytes) / 1_000);
}
