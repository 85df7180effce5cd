#!/usr/bin/env node
// node packages/models/scripts/measure-fetch.mjs
//
// Measures what a fetch costs when its process is killed on the way, and when ten processes want the same file: whole
// `slc model pull` processes against a stand-in for the Hub on this machine, on random bytes of the full model's size.
// Prints bytes as a share of the file.
import { spawn } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startHubStandIn } from '../tests/hub-stand-in.mjs';

const id = 'efficientnetv2s-ham10000';
const manifestUrl = new URL(`../${id}/manifest.json`, import.meta.url);
const { source } = JSON.parse(readFileSync(manifestUrl, 'utf8'));
const slc = fileURLToPath(new URL('../../cli/dist/main.js', import.meta.url));

const bytes = Buffer.alloc(source.sizeBytes);
for (let at = 0; at < bytes.length; at += 2 ** 30)
  randomFillSync(bytes, at, Math.min(2 ** 30, bytes.length - at));
const sha256 = createHash('sha256').update(bytes).digest('hex');
const hub = await startHubStandIn({ bytes, sha256, source });
const cache = mkdtempSync(join(tmpdir(), 'measure-fetch-'));
const blobs = join(cache, ['models', ...source.repo.split('/')].join('--'), 'blobs');

/** @param killAt share of the file that has to be on the disk before the process is killed */
function pull(killAt = Number.POSITIVE_INFINITY) {
  const env = { ...process.env, HF_ENDPOINT: hub.endpoint, MODEL_CACHE_DIR: cache };
  const child = spawn(process.execPath, [slc, 'model', 'pull', id], { env, stdio: 'ignore' });
  const watch = setInterval(() => {
    if (bytesOnDisk() >= killAt * bytes.length) child.kill('SIGKILL');
  }, 1);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearInterval(watch);
      resolve(signal ?? code);
    });
  });
}

function bytesOnDisk() {
  try {
    return Math.max(0, ...readdirSync(blobs).map((name) => statSync(join(blobs, name)).size));
  } catch {
    return 0;
  }
}

function forget() {
  rmSync(cache, { recursive: true, force: true });
}

const share = (value) => (value / bytes.length).toFixed(4);
const say = (line) => process.stdout.write(`${line}\n`);

for (const killAt of [0.1, 0.5, 0.99]) {
  forget();
  const before = hub.bytesSent;
  const end = await pull(killAt);
  // The stand-in notices the closed connection.
  await sleep(300);
  const inFlight = hub.bytesSent - before - bytesOnDisk();
  const next = await pull();
  await sleep(300);
  const total = hub.bytesSent - before;
  say(
    `killed at ${100 * killAt} % (${end}), then finished (${next}): ${share(total)} of the file sent, of it in flight when killed ${share(inFlight)}`,
  );
}

forget();
const sentBefore = hub.bytesSent;
const seenBefore = hub.seen.length;
const codes = await Promise.all(Array.from({ length: 10 }, () => pull()));
await sleep(300);
const downloads = hub.seen.slice(seenBefore).filter(({ host }) => host === 'content').length;
say(
  `ten at once (${codes.join(' ')}): ${downloads} download, ${share(hub.bytesSent - sentBefore)} of the file sent`,
);
forget();
await hub.close();
