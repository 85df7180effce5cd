import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ModelInfo, ModelManifest } from '@slc/domain';
import { type ClassifierClient, createClassifierClient } from '@slc/rpc';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownEngines } from '../../../packages/engine/tests/processes.js';
import { KERAS_MODELS_FOLDER } from '../../../packages/image/tests/outside-folders.js';
import {
  type HubStandIn,
  type StandInFile,
  standInFile,
  startHubStandIn,
} from '../../../packages/models/tests/hub-stand-in.mjs';
// The engine processes are forked from built code.
import { envToWorkerConfig, type RunningWorker, startWorker } from '../dist/index.js';

const call = { timeoutMs: 20_000 };
const image = readFileSync(
  fileURLToPath(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url)),
);
const compactFolder = fileURLToPath(new URL('../../../packages/models/compact-lite0/', import.meta.url));
const { outliers: _, ...compact }: ModelManifest = JSON.parse(
  readFileSync(join(compactFolder, 'manifest.json'), 'utf8'),
);

// These tests are about the way to a model and not about its answers. So the full model here is the compact one's file
// under a manifest of its own.
const weights: StandInFile = standInFile(readFileSync(join(compactFolder, 'compact-lite0.h5')));
const full: ModelManifest = { ...compact, id: 'the-full-one', standIn: false, source: weights.source };

/** The full model's architecture with random weights, 83 MB. It is not part of the repository. */
const realPath = join(KERAS_MODELS_FOLDER ?? '', 'efficientnetv2s.h5');
const isRealHere = KERAS_MODELS_FOLDER !== undefined && existsSync(realPath);
const shipped: ModelManifest = JSON.parse(
  readFileSync(
    fileURLToPath(
      new URL('../../../packages/models/efficientnetv2s-ham10000/manifest.json', import.meta.url),
    ),
    'utf8',
  ),
);

const scratch = mkdtempSync(join(tmpdir(), 'full-model-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let hub: HubStandIn;
let folder: string;
const workers: RunningWorker[] = [];
const clients: ClassifierClient[] = [];
beforeEach(async () => {
  hub = await startHubStandIn(weights);
  folder = mkdtempSync(join(scratch, 'w-'));
  writeManifest(full);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  await hub.close();
});

function writeManifest(manifest: object): string {
  const path = join(folder, 'full.json');
  writeFileSync(path, JSON.stringify(manifest));
  return path;
}

function settings(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    GRPC_PORT: '0',
    WORKER_METRICS_PORT: '0',
    LOG_LEVEL: 'silent',
    ENGINE_PROCESSES: '1',
    ENGINE_THREADS: '1',
    // A small batch to warm up, since the real architecture is slow: the views of one image.
    BATCH_MAX_SIZE: '4',
    MODEL: join(folder, 'full.json'),
    MODEL_FALLBACK: 'compact',
    MODEL_CACHE_DIR: join(folder, 'cache'),
    HF_ENDPOINT: hub.endpoint,
    ...changes,
  };
}

async function start(changes: NodeJS.ProcessEnv = {}) {
  const worker = await startWorker(envToWorkerConfig(settings(changes)));
  workers.push(worker);
  const client = createClassifierClient({
    address: `127.0.0.1:${worker.grpcPort}`,
    maxMessageBytes: 2 ** 20,
  });
  clients.push(client);
  return { worker, client };
}

async function until(client: ClassifierClient, isSo: (info: ModelInfo) => boolean): Promise<ModelInfo> {
  for (;;) {
    const info = await client.getModelInfo(call);
    if (isSo(info)) return info;
    await sleep(20);
  }
}

async function metrics({ metricsPort }: RunningWorker): Promise<string> {
  return await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
}

/** A replaced model's engine ends after its last answer. Each test's engines are children of this process. */
async function untilOneEngineIsLeft(): Promise<void> {
  while (ownEngines().length !== 1) await sleep(50);
}

/** Tries again after the error of a silent engine, which on a busy machine has nothing to do with the swap. */
async function patientModelOf(client: ClassifierClient) {
  for (;;) {
    try {
      return await modelOf(client);
    } catch (error) {
      if (!(error instanceof Error) || !/has not answered for a while/.test(error.message)) throw error;
      await sleep(100);
    }
  }
}

const modelOf = async (client: ClassifierClient) =>
  (await client.classify({ image }, call)).classification.model;

describe('while the full model is being fetched', () => {
  const held = Math.ceil(weights.bytes.length * 0.43);

  it('the compact one answers, and the state shows the progress', async () => {
    hub.misbehaviour = { holdsAtBytes: held };
    const { worker, client } = await start();
    await worker.ready;
    expect(await modelOf(client)).toMatchObject({ id: 'compact-lite0', standIn: true });
    const info = await until(client, ({ state }) => state.bytesDone === held);
    expect(info).toMatchObject({
      state: {
        phase: 'ready',
        reason: 'The full model is being fetched: 43 % of 7 MB.',
        bytesTotal: weights.bytes.length,
      },
      model: { id: 'compact-lite0' },
      manifest: { id: 'compact-lite0' },
    });
    const index = await client.repositoryIndex({ isReady: false }, call);
    // What is ready has no reason not to be.
    expect(index.map(({ name, isReady, reason }) => [name, isReady, reason])).toContainEqual([
      'the-full-one-pixels',
      true,
      '',
    ]);
    expect(await metrics(worker)).toMatch(new RegExp(`^classifier_model_download_bytes ${held}$`, 'm'));
  });

  it('nothing answers without a stand-in; then the full one does', async () => {
    hub.misbehaviour = { holdsAtBytes: held };
    const { worker, client } = await start({ MODEL_FALLBACK: 'none' });
    const info = await until(client, ({ state }) => state.bytesDone === held);
    expect(info).toMatchObject({
      state: { phase: 'fetching', reason: expect.stringMatching(/43 % of 7 MB/) },
      model: null,
      manifest: { id: 'the-full-one' },
    });
    await expect(client.classify({ image }, call)).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringMatching(/is being fetched: 43 %/),
    });
    await worker.close();

    hub.misbehaviour = {};
    const next = await start({ MODEL_FALLBACK: 'none' });
    await next.worker.ready;
    expect(await modelOf(next.client)).toEqual({
      id: 'the-full-one',
      revision: weights.source.revision,
      sha256: weights.sha256,
      standIn: false,
      precision: 'float32',
    });
    expect(hub.bytesSent).toBe(weights.bytes.length);
  });
});

describe('when the full model has been fetched', () => {
  /** Under load: no request fails, and each answer names its model. */
  async function takesThePlace(sizeBytes: number): Promise<void> {
    let release = () => {};
    const loadRuns = new Promise<void>((resolve) => {
      release = resolve;
    });
    hub.misbehaviour = { content: () => loadRuns.then(() => false) };
    const { worker, client } = await start();
    await worker.ready;
    const seen: string[] = [];
    const over = new AbortController();
    // More images wait than a batch holds, each with its four views.
    const load = Array.from({ length: 6 }, async () => {
      while (!over.signal.aborted) {
        seen.push((await patientModelOf(client)).id);
        release();
        // People look at an answer before they ask again, and opening the other model needs the cores too.
        await sleep(20);
      }
    });
    const allAnswered = Promise.all(load);
    try {
      await Promise.race([allAnswered, until(client, ({ model }) => model?.id === 'the-full-one')]);
      const enough = seen.length + 64;
      while (seen.length < enough) await Promise.race([allAnswered, sleep(20)]);
    } finally {
      over.abort();
    }
    await allAnswered;
    expect(new Set(seen)).toEqual(new Set(['compact-lite0', 'the-full-one']));
    // Once the full model answers, the compact one only finishes its running calls.
    expect(seen.slice(seen.indexOf('the-full-one') + 32)).not.toContain('compact-lite0');
    expect((await client.getModelInfo(call)).state).toEqual({
      phase: 'ready',
      reason: '',
      bytesDone: null,
      bytesTotal: null,
    });
    const numbers = await metrics(worker);
    expect(numbers.match(/^classifier_model_info\{.*$/gm)).toEqual([
      expect.stringContaining('id="the-full-one"'),
    ]);
    expect(numbers).toMatch(new RegExp(`^classifier_model_download_bytes ${sizeBytes}$`, 'm'));
    if (process.platform === 'linux') await untilOneEngineIsLeft();
  }

  it('it takes the compact one’s place under load: no request fails, each answer names its model', async () => {
    await takesThePlace(weights.bytes.length);
  });

  it.skipIf(!isRealHere)(
    'so does one that takes its time to open (skipped where SLC_KERAS_MODELS has none)',
    {
      timeout: 180_000,
    },
    async () => {
      const real = standInFile(readFileSync(realPath));
      await hub.close();
      hub = await startHubStandIn(real);
      writeManifest({ ...shipped, id: 'the-full-one', source: real.source });
      await takesThePlace(real.bytes.length);
    },
  );

  it('and fails its self-test, the compact one goes on, and the state says why', async () => {
    const goldenLogits = [{ input: 'disc', logits: [1, 2, 3, 4, 5, 6, 7] }];
    const { worker, client } = await start({ MODEL: writeManifest({ ...full, goldenLogits }) });
    await worker.ready;
    const info = await until(client, ({ state }) => /cannot be served/.test(state.reason));
    expect(info).toMatchObject({
      state: {
        phase: 'ready',
        reason: expect.stringMatching(
          /The full model cannot be served: self-test on the drawn disc: expected logit 1/,
        ),
      },
      model: { id: 'compact-lite0' },
    });
    expect(await modelOf(client)).toMatchObject({ id: 'compact-lite0' });
  });

  it('a later start asks nothing of the network', async () => {
    const first = await start({ MODEL_FALLBACK: 'none' });
    await first.worker.ready;
    await first.worker.close();
    const asked = hub.seen.length;
    const { worker, client } = await start();
    await worker.ready;
    await until(client, ({ model }) => model?.id === 'the-full-one');
    expect(hub.seen).toHaveLength(asked);
  });
});

describe('when the full model cannot be fetched', () => {
  it('the compact one answers, the state says why, and it is tried again', async () => {
    hub.misbehaviour = {
      hub(_, response) {
        response.writeHead(404, { 'x-error-code': 'RevisionNotFound' }).end();
        return true;
      },
    };
    const { worker, client } = await start();
    await worker.ready;
    const info = await until(client, ({ state }) => /could not/.test(state.reason));
    expect(info.state.reason).toMatch(
      /^The full model could not be fetched: .* has no such revision in this repository\..* Next try within \d+ s\.$/,
    );
    expect(await modelOf(client)).toMatchObject({ standIn: true });
    const numbers = await metrics(worker);
    expect(numbers).toMatch(/^classifier_model_fetch_failures_total\{code="not_found"\} 1$/m);
    expect(Number(numbers.match(/^classifier_model_fetch_pause_seconds (.+)$/m)?.[1])).toBeGreaterThan(5);
    // After a repair, a reload does not wait for the next try.
    hub.misbehaviour = {};
    worker.reload();
    await until(client, ({ model }) => model?.id === 'the-full-one');
  });

  it('because the worker is offline, a worker without a stand-in says so', async () => {
    const { worker, client } = await start({ MODEL_FALLBACK: 'none', HF_HUB_OFFLINE: '1' });
    await expect(worker.ready).rejects.toMatchObject({ code: 'not_found' });
    expect((await client.getModelInfo(call)).state).toMatchObject({
      phase: 'failed',
      reason: expect.stringMatching(/The full model cannot be served: .*HF_HUB_OFFLINE forbids to fetch it/),
    });
    expect(hub.seen).toEqual([]);
  });
});

describe('reloading', () => {
  const local = { ...compact.source, kind: 'file', file: join(compactFolder, 'compact-lite0.h5') };

  it('replaces the model that serves; a bad one leaves it serving', async () => {
    const MODEL = writeManifest({ ...compact, id: 'first', source: local });
    const { worker, client } = await start({ MODEL });
    await worker.ready;
    expect(await modelOf(client)).toMatchObject({ id: 'first' });

    writeManifest({ ...compact, id: 'second', source: local });
    worker.reload();
    await until(client, ({ model }) => model?.id === 'second');
    expect(await modelOf(client)).toMatchObject({ id: 'second' });

    writeManifest({ ...compact, id: 'third', source: { ...local, sha256: 'a'.repeat(64) } });
    worker.reload();
    const info = await until(client, ({ state }) => state.reason.includes('cannot'));
    expect(info).toMatchObject({
      state: {
        phase: 'ready',
        reason: expect.stringMatching(/expected sha256 a+, the file has .*What served before goes on\./),
      },
      model: { id: 'second' },
    });
    expect(await modelOf(client)).toMatchObject({ id: 'second' });

    // What ends a start leaves a reload going.
    rmSync(MODEL);
    worker.reload();
    await until(client, ({ state }) => /there is none that can be read.* goes on\./.test(state.reason));
    expect(await modelOf(client)).toMatchObject({ id: 'second' });
  });

  it('is begun by SIGHUP', async () => {
    const MODEL = writeManifest({ ...compact, id: 'first', source: local });
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, ...settings({ MODEL, LOG_LEVEL: 'info' }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const logged = async (pattern: RegExp) => {
      while (!pattern.test(output)) output += String((await once(child.stdout, 'data'))[0]);
      output = '';
    };
    await logged(/"phase":"ready"/);
    child.kill('SIGHUP');
    await logged(/"phase":"ready","reason":""/);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
