// node fetch-verified.mjs URL SHA256 FILE: fetches a file that no lock file pins, and keeps it only when it has the expected
// digest. Without a digest it fails with a message that asks for one.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const [url, expected, path] = process.argv.slice(2);
if (!/^[0-9a-f]{64}$/.test(expected ?? '')) {
  fail(`${url}: expected its sha256 (64 hex digits) as a build argument, got "${expected ?? ''}"`);
}
const hash = createHash('sha256');
const hashing = new Transform({
  transform(chunk, _encoding, done) {
    hash.update(chunk);
    done(null, chunk);
  },
});
const response = await fetch(url);
if (!response.ok) fail(`${url}: expected the file, got status ${response.status}`);
await pipeline(Readable.fromWeb(response.body), hashing, createWriteStream(path));
const found = hash.digest('hex');
if (found !== expected) {
  await rm(path);
  fail(`${url}: expected sha256 ${expected}, got ${found}`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
