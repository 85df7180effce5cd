import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { resolveModel } from '@slc/models';
import { expect, it } from 'vitest';
import { ENGINES, runBareLoop } from '../dist/index.js';
import { ownCacheFolder } from './open-classifiers.js';

const cache = ownCacheFolder('bare-loop');
const image = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));

it('runs a bare loop on the file that a server’s engines open, and assesses in it what a server would', async () => {
  const { images, engine, batchMs, cpuMs } = await runBareLoop(await resolveModel('compact-lite0'), {
    engine: 'onnx',
    precision: 'float32',
    processes: 1,
    threads: 1,
    batchSize: 3,
    decodes: true,
    assessment: true,
    images: [image],
    warmUpMs: 0,
    durationMs: 1,
    onGivenUp() {},
  });
  const files = readdirSync(cache, { recursive: true }).map(String);
  const [compiled = ''] = files.filter((name) => /^[^.]*\.onnx$/.test(basename(name)));
  expect(await ENGINES.onnx.findPrepared?.(join(cache, compiled))).not.toBeNull();
  // Four views in batches of three.
  expect({ images, engine, batches: batchMs.length }).toEqual({ images: 1, engine: 'onnx', batches: 2 });
  expect(cpuMs).toBeGreaterThan(0);
});
