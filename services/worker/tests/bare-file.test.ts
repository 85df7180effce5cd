import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createClassifierClient } from '@slc/rpc';
import { createLogger } from '@slc/runtime';
import { afterAll, expect, it } from 'vitest';
// The engine processes are forked from built code.
import { envToWorkerConfig, startWorker } from '../dist/index.js';

const folder = mkdtempSync(join(tmpdir(), 'worker-bare-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const call = { timeoutMs: 20_000 };

/** A file under a name that tells nothing, whose first bytes say that it is a model. */
function bareFile(): string {
  const packed = new URL(
    '../../../packages/classifier/fixtures/bare-files/keras2-convolution.h5.gz',
    import.meta.url,
  );
  const path = join(folder, 'checkpoint.best');
  writeFileSync(path, gunzipSync(readFileSync(packed)));
  return path;
}

/** Of one picture alone, with names of its classes that no one can read beside it. */
function networkOfOnePicture(): string {
  const packed = new URL(
    '../../../packages/classifier/fixtures/onnx-files/tiny-vit.onnx.gz',
    import.meta.url,
  );
  writeFileSync(join(folder, 'labels.json'), '["a",]');
  const path = join(folder, 'tiny-vit.onnx');
  writeFileSync(path, gunzipSync(readFileSync(packed)));
  return path;
}

const image = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));

it('a worker on a bare file says in each answer, in its model info and once in its log what was guessed', async () => {
  const { worker, warnings } = await startOn(bareFile());
  const client = createClassifierClient({
    address: `127.0.0.1:${worker.grpcPort}`,
    maxMessageBytes: 2 ** 24,
  });
  try {
    await worker.ready;
    const guessed = ['classes', 'scaling'];
    for (let i = 0; i < 2; i++) {
      const { classification } = await client.classify({ image }, call);
      expect(classification.model).toMatchObject({ id: 'checkpoint', guessed });
    }
    expect(await client.getModelInfo(call)).toMatchObject({ model: { guessed }, manifest: { guessed } });
    expect(warnings().filter((line) => 'guessed' in line)).toEqual([
      expect.objectContaining({ level: 'warn', guessed, next: 'slc model manifest' }),
    ]);
  } finally {
    client.close();
    await worker.close();
  }
});

it('a worker on an ONNX file says in its log that pictures go one by one, and what beside it was not used', async () => {
  const { worker, warnings } = await startOn(networkOfOnePicture());
  try {
    await worker.ready;
    expect(warnings()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          msg: 'pictures go through the network one by one',
          reason: expect.any(String),
        }),
        expect.objectContaining({ notes: ['labels.json: expected JSON; it was not used'] }),
      ]),
    );
  } finally {
    await worker.close();
  }
});

async function startOn(model: string) {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'worker',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  const env = {
    GRPC_PORT: '0',
    WORKER_METRICS_PORT: '0',
    ENGINE_PROCESSES: '1',
    ENGINE_THREADS: '1',
    MODEL: model,
  };
  const worker = await startWorker(envToWorkerConfig(env), { logger });
  const warnings = () => lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
  return { worker, warnings };
}
