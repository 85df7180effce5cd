// Images a second and processor time an image of one worker and of two, each with one engine of one thread, by
// `slc classify --server` and behind the gateway, in turns:
//
//     npm run --silent slc -- --help    # builds
//     MODEL=compact-lite0 node packages/dev-stack/scripts/measure-fleet.mjs FOLDER [ROUNDS] [--own-core]
//
// With --own-core a worker's decoding and its engine share one core, as with `cpu: 1` in Kubernetes. Without it a worker that
// is alone decodes on a core that the other worker needs later. Linux only: it reads /proc, and --own-core uses taskset.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClassifierClient } from '@slc/rpc';
import { startServiceProcess } from '../dist/index.js';
import { untilReady } from './until-ready.mjs';

const ownCore = process.argv.includes('--own-core');
const [folder, rounds = '3'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
if (!folder) throw new Error('expected a folder of images');
const images = readdirSync(folder)
  .filter((name) => /\.jpe?g$/i.test(name))
  .map((name) => join(folder, name));
const slc = fileURLToPath(new URL('../../cli/dist/main.js', import.meta.url));
const SETTINGS = { LOG_LEVEL: 'warn', ENGINE_PROCESSES: '1', ENGINE_THREADS: '1' };
const CLIENTS = 16;

const workers = [
  await startServiceProcess('worker', SETTINGS),
  await startServiceProcess('worker', SETTINGS),
];
const addresses = workers.map(({ port }) => `127.0.0.1:${port}`);
const gateways = [
  await startServiceProcess('gateway', { LOG_LEVEL: 'warn', WORKER_ADDRESS: addresses[0] }),
  await startServiceProcess('gateway', { LOG_LEVEL: 'warn', WORKER_ADDRESS: `ipv4:${addresses.join(',')}` }),
];
const scratch = mkdtempSync(join(tmpdir(), 'slc-fleet-'));
try {
  for (const [i, address] of addresses.entries()) {
    const client = createClassifierClient({ address, maxMessageBytes: 2 ** 24 });
    await untilReady(client);
    client.close();
    if (ownCore) for (const pid of tree(workers[i].pid)) pin(pid, i);
  }
  const measured = { classify: [[], []], gateway: [[], []] };
  // The first round warms up.
  for (let round = 0; round <= Number(rounds); round++) {
    for (const count of round % 2 === 0 ? [1, 2] : [2, 1]) {
      for (const way of Object.keys(measured)) {
        const result = await measure(way, count);
        if (round > 0) measured[way][count - 1].push(result);
      }
    }
  }
  for (const [way, [one, two]] of Object.entries(measured)) report(way, one, two);
} finally {
  for (const service of [...gateways, ...workers]) await service.close();
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(way, count) {
  const busy = [...workers.slice(0, count), ...(way === 'gateway' ? [gateways[count - 1]] : [])];
  const before = cpuMs(busy);
  const startedMs = performance.now();
  const answered = way === 'gateway' ? await askGateway(gateways[count - 1].port) : await classify(count);
  const elapsedMs = performance.now() - startedMs;
  return { perSecond: (answered * 1_000) / elapsedMs, cpuMs: (cpuMs(busy) - before) / answered };
}

/** With the start of `slc`. */
async function classify(count) {
  const output = join(scratch, 'answers.jsonl');
  rmSync(output, { force: true });
  const servers = addresses.slice(0, count).join(',');
  const child = spawn(process.execPath, [slc, 'classify', '--server', servers, '--output', output, folder], {
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`slc classify: expected exit code 0, got ${code}`);
  return readFileSync(output, 'utf8').trimEnd().split('\n').length;
}

async function askGateway(port) {
  let next = 0;
  const client = async () => {
    while (next < images.length) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/classify`, {
        method: 'POST',
        headers: { 'Content-Type': 'image/jpeg' },
        body: readFileSync(images[next++]),
      });
      if (!answer.ok) throw new Error(`expected 200, got ${answer.status}: ${await answer.text()}`);
      await answer.json();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return images.length;
}

function report(way, one, two) {
  const rates = [one, two].map((rows) => median(rows.map(({ perSecond }) => perSecond)));
  const ratios = one.map(({ perSecond }, i) => two[i].perSecond / perSecond);
  const cpu = [one, two].map((rows) => median(rows.map((row) => row.cpuMs)));
  process.stdout.write(
    `${way.padEnd(8)} one worker ${rates[0].toFixed(1)} images/s, two ${rates[1].toFixed(1)}: ` +
      `${median(ratios).toFixed(2)} times (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}), ` +
      `services ${cpu[0].toFixed(1)} and ${cpu[1].toFixed(1)} ms of processor time an image\n`,
  );
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function pin(pid, core) {
  const { status, stderr } = spawnSync('taskset', ['-a', '-p', '-c', String(core), String(pid)]);
  if (status !== 0) throw new Error(`taskset: ${stderr}`);
}

function cpuMs(services) {
  const pids = services.flatMap(({ pid }) => tree(pid));
  return pids.reduce((sum, pid) => sum + 10 * (Number(statOf(pid)[11]) + Number(statOf(pid)[12])), 0);
}

/** The process, and its children. */
function tree(pid) {
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && statOf(name)[1] === String(pid),
  );
  return [pid, ...children];
}

/** The fields after the name: state, parent and so on. Empty when the process is gone. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
