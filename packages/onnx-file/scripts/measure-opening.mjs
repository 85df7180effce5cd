// Measures the process that opens an ONNX file, on Linux: its peak of memory beside the size of the model with its weights.
//
//   node packages/onnx-file/scripts/measure-opening.mjs MODEL.onnx …
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FRUGAL_MALLOC } from '../../compile/dist/ask-child.js';
import { digestFile } from '../../models/dist/index.js';

const main = fileURLToPath(new URL('../../compile/dist/children/compile-child.js', import.meta.url));
const read = { size: null, output: null };
const limits = { memoryBytes: 2 ** 33, memoryPerByte: 8, trialMs: 600_000, totalMs: 3_600_000 };
for (const weightsPath of process.argv.slice(2)) {
  const folder = mkdtempSync(join(tmpdir(), 'onnx-opening-'));
  const outputPath = join(folder, 'compiled.onnx');
  const env = { ...process.env, ...FRUGAL_MALLOC };
  const child = fork(main, { env, serialization: 'advanced', execArgv: ['--max-semi-space-size=1'] });
  child.send({
    weightsPath,
    sha256: await digestFile(weightsPath),
    scratchDirectory: folder,
    outputPath,
    format: 'onnx',
    normalisation: null,
    read,
    quantisation: null,
    limits,
  });
  let [reply] = await once(child, 'message');
  while (reply.kind === 'tries') [reply] = await once(child, 'message');
  const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  child.kill();
  rmSync(folder, { recursive: true });
  const files = [weightsPath, `${weightsPath}.data`].filter((path) => existsSync(path));
  const size = files.reduce((total, path) => total + statSync(path).size, 0);
  const peak = Number(kibibytes) * 1024;
  const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  process.stdout.write(
    `${weightsPath}: ${reply.kind}, peak ${megabytes(peak)}, ${(peak / size).toFixed(2)} times ${megabytes(size)}\n`,
  );
}
