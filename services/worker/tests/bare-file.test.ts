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

const image = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));

it('a worker on a bare file says in each answer, in its model info and once in its log what was guessed', async () => {
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
    MODEL: bareFile(),
  };
  const worker = await startWorker(envToWorkerConfig(env), { logger });
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
    const warnings = lines
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter((line) => 'guessed' in line);
    expect(warnings).toEqual([
      expect.objectContaining({ level: 'warn', guessed, next: 'slc model manifest' }),
    ]);
  } finally {
    client.close();
    await worker.close();
  }
});
