import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LABEL_SETS, type ModelState } from '@slc/domain';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firstPid, ownEngines } from '../../engine/tests/processes.js';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../../image/tests/photographs.js';
// The compiling child and the engine processes are forked from built code.
import {
  type Classifier,
  type ClassifierOptions,
  inspectModel,
  openClassifier,
  resolveModel,
} from '../dist/index.js';
import {
  COMPACT_REFERENCE,
  DRAWINGS,
  differenceFromKeras,
  LARGE_NOTE,
  LARGE_REFERENCES,
} from './keras-references.js';

const folder = mkdtempSync(join(tmpdir(), 'classifier-'));
beforeAll(() => {
  process.env.XDG_CACHE_HOME = folder;
});
afterAll(() => rmSync(folder, { recursive: true }));

const options: ClassifierOptions = {
  engine: 'auto',
  engineProcesses: 1,
  engineThreads: 1,
  batchMaxSize: 4,
  batchMaxDelayMs: 2,
  queueLimit: 32,
  queueLimitBytes: 256 * 1024 * 1024,
  imageLimitBytes: 10 * 1024 * 1024,
  imageLimitPixels: 50_000_000,
};

async function open(model: string, changes: Partial<ClassifierOptions> = {}): Promise<Classifier> {
  return await openClassifier(await resolveModel(model), { ...options, ...changes });
}

/** The manifest's `gradient` as a PNG of the model's own size: neither crop nor resize changes it. */
async function gradientPng(): Promise<Buffer> {
  const size = 192;
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) data.set([x, y, (x + y) >> 1], (y * size + x) * 3);
  }
  return await sharp(data, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
}

describe('a classifier on the compact model', () => {
  let classifier: Classifier;
  const states: ModelState[] = [];
  beforeAll(async () => {
    classifier = await open('compact-lite0', { events: { stateChanged: (state) => states.push(state) } });
  });
  afterAll(() => classifier.close());

  it('gives Keras’s logits, calibrated once, with the model’s name', async () => {
    const { classification, preview } = await classifier.classify(await gradientPng());
    const golden = classifier.manifest.goldenLogits.find(({ input }) => input === 'gradient')?.logits ?? [];
    const exponentials = golden.map((logit) => Math.exp(logit / 0.8408));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    for (const { class: id, logit, probability } of classification.predictions) {
      const i = LABEL_SETS.ham10000.findIndex((label) => label.id === id);
      expect(Math.abs(logit - (golden[i] ?? 0))).toBeLessThanOrEqual(1e-3);
      expect(probability).toBeCloseTo((exponentials[i] ?? 0) / sum, 4);
    }
    expect(classification).toMatchObject({
      topClass: 'NV',
      temperature: 0.8408,
      engine: 'onnx',
      model: { id: 'compact-lite0', revision: '1.0.0', standIn: true },
      image: { format: 'png', width: 192, height: 192 },
    });
    expect(preview).toBeNull();
  });

  it('gives the same answer alone and in a batch', async () => {
    const png = await gradientPng();
    const alone = await classifier.classify(png);
    const together = await Promise.all(Array.from({ length: 9 }, () => classifier.classify(png)));
    for (const { classification } of together) {
      classification.predictions.forEach(({ probability }, i) => {
        expect(probability).toBeCloseTo(alone.classification.predictions[i]?.probability ?? -1, 6);
      });
    }
  });

  it('refuses a bad image and answers the next one', async () => {
    await expect(classifier.classify(Buffer.from('GIF89a......'))).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
    expect((await classifier.classify(await gradientPng())).classification.topClass).toBe('NV');
    expect(classifier.queueDepth).toBe(0);
  });

  it('makes a preview when asked to', async () => {
    const { preview } = await classifier.classify(await gradientPng(), { preview: true });
    expect([...(preview ?? []).slice(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  });

  it('ends a request whose caller is gone', async () => {
    const signal = AbortSignal.abort();
    await expect(classifier.classify(await gradientPng(), { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('a classifier under stress', () => {
  it('refuses more images than its queue holds, at once, and answers the rest', async () => {
    let shed = 0;
    const classifier = await open('compact-lite0', { queueLimit: 4, events: { shed: () => shed++ } });
    try {
      const png = await gradientPng();
      const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => classifier.classify(png)));
      const refused = outcomes.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(8);
      expect(shed).toBe(8);
      for (const outcome of refused) expect(outcome).toMatchObject({ reason: { code: 'overloaded' } });
    } finally {
      await classifier.close();
    }
  });
});

describe('a classifier of few resources', () => {
  /** Millions of pixels in few bytes. */
  async function plainPng(side: number): Promise<Buffer> {
    return await sharp({ create: { width: side, height: side, channels: 3, background: '#a87' } })
      .png()
      .toBuffer();
  }

  it('holds few decoded pixels at a time, however many images wait, and answers each', async () => {
    const classifier = await open('compact-lite0', { imageLimitPixels: 25_000_000, queueLimit: 12 });
    try {
      const png = await plainPng(5_000);
      const before = process.memoryUsage().rss;
      let peak = 0;
      const watching = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss);
      }, 5);
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => classifier.classify(png, { preview: true })),
      );
      clearInterval(watching);
      for (const { preview } of answers) expect(preview?.[0]).toBe(0xff);
      // 75 MB each, the cropped copy beside it, and what libvips needs meanwhile; all twelve would be above 900.
      expect((peak - before) / 1e6).toBeLessThan(450);
    } finally {
      await classifier.close();
    }
  });

  it.skipIf(process.platform !== 'linux')(
    'counts an upload as held until its batch is taken, since its caller has it for as long',
    async () => {
      const classifier = await open('compact-lite0', { batchMaxSize: 1, queueLimitBytes: 2_500_000 });
      const engine = firstPid(ownEngines());
      try {
        const upload = Buffer.concat([await gradientPng(), Buffer.alloc(1_000_000)]);
        process.kill(engine, 'SIGSTOP');
        const atWork = classifier.classify(upload);
        for (let i = 0; i < 100 && classifier.queueDepth > 0; i++) await sleep(5);
        const waiting = [classifier.classify(upload), classifier.classify(upload)];
        // Both are decoded by then.
        await sleep(200);
        expect(classifier.queueDepth).toBe(2);
        const signal = AbortSignal.timeout(200);
        await expect(classifier.classify(upload, { signal })).rejects.toMatchObject({ code: 'overloaded' });
        process.kill(engine, 'SIGCONT');
        await Promise.all([atWork, ...waiting]);
        expect((await classifier.classify(upload)).classification.topClass).toBe('NV');
      } finally {
        process.kill(engine, 'SIGCONT');
        await classifier.close();
      }
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'tells whoever waits for room when the image has its place, and not before',
    async () => {
      const classifier = await open('compact-lite0', { batchMaxSize: 1, queueLimit: 2 });
      const engine = firstPid(ownEngines());
      try {
        const png = await gradientPng();
        const admitted: string[] = [];
        const classify = (name: string) =>
          classifier.classify(png, { waitForRoom: true, onAdmitted: () => admitted.push(name) });
        process.kill(engine, 'SIGSTOP');
        const atWork = classify('at work');
        for (let i = 0; i < 100 && classifier.queueDepth > 0; i++) await sleep(5);
        const waiting = ['first', 'second'].map(classify);
        await sleep(100);
        expect(admitted).toEqual(['at work', 'first']);
        process.kill(engine, 'SIGCONT');
        await Promise.all([atWork, ...waiting]);
        expect(admitted).toEqual(['at work', 'first', 'second']);
      } finally {
        process.kill(engine, 'SIGCONT');
        await classifier.close();
      }
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'replaces an engine that dies also after whoever opened it has given up opening another',
    async () => {
      const opening = new AbortController();
      const states: string[] = [];
      const classifier = await open('compact-lite0', {
        signal: opening.signal,
        events: { stateChanged: ({ phase }) => states.push(phase) },
      });
      try {
        opening.abort(new Error('The model is being loaded anew.'));
        process.kill(firstPid(ownEngines()), 'SIGKILL');
        await vi.waitFor(() => expect(states).toEqual(['recovering', 'ready']), { timeout: 10_000 });
        expect((await classifier.classify(await gradientPng())).classification.topClass).toBe('NV');
      } finally {
        await classifier.close();
      }
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'is not ready while images wait and none is decoded, and is again when one was',
    async () => {
      const states: string[] = [];
      const images = availableParallelism() + 3;
      const classifier = await open('compact-lite0', {
        queueLimit: images,
        events: { stateChanged: ({ phase, reason }) => states.push(reason || phase) },
      });
      const png = await gradientPng();
      const freeThreads = holdThreads();
      try {
        const classified = Array.from({ length: images }, () => classifier.classify(png));
        await vi.waitFor(() => expect(states).toHaveLength(1), { timeout: 30_000 });
        await expect(classifier.classify(png)).rejects.toMatchObject({ code: 'model_not_ready' });
        await freeThreads();
        await Promise.all(classified);
        expect(states).toEqual(['No image has been decoded for a while.', 'ready']);
        await classifier.classify(png);
      } finally {
        await freeThreads();
        await classifier.close();
      }
    },
  );

  it('lets a caller go at once whose image is being decoded, and gives the place to another', async () => {
    const cancelled: string[] = [];
    const events = { cancelled: () => cancelled.push('one') };
    const classifier = await open('compact-lite0', { queueLimit: 4, events });
    try {
      const big = await plainPng(6_000);
      const png = await gradientPng();
      const controller = new AbortController();
      const { signal } = controller;
      const leaving = Array.from({ length: 4 }, () => classifier.classify(big, { signal }));
      setTimeout(() => controller.abort(), 20);
      const startedMs = performance.now();
      for (const outcome of await Promise.allSettled(leaving)) {
        expect(outcome).toMatchObject({ reason: { code: 'cancelled' } });
      }
      expect(performance.now() - startedMs).toBeLessThan(300);
      expect(classifier.queueDepth).toBe(0);
      expect(cancelled).toHaveLength(4);
      expect((await classifier.classify(png)).classification.topClass).toBe('NV');
    } finally {
      await classifier.close();
    }
  });

  it('refuses at once what cannot be ready in time', async () => {
    const classifier = await open('compact-lite0');
    try {
      const png = await gradientPng();
      await classifier.classify(png);
      await expect(classifier.classify(png, { timeoutMs: 0.001 })).rejects.toMatchObject({
        code: 'deadline_exceeded',
        message: expect.stringContaining('cannot be ready in time'),
      });
    } finally {
      await classifier.close();
    }
  });
});

describe('opening a model', () => {
  it('makes a damaged cache entry anew', async () => {
    await (await open('compact-lite0')).close();
    const cache = join(folder, 'skin-lesion-classifier', 'compiled');
    const entries = readdirSync(cache).filter((name) => name.endsWith('.onnx'));
    expect(entries).toHaveLength(1);
    writeFileSync(join(cache, entries[0] ?? ''), 'damaged');
    const classifier = await open('compact-lite0');
    expect((await classifier.classify(await gradientPng())).classification.topClass).toBe('NV');
    await classifier.close();
  });

  it('does not serve a model that fails its self-test', async () => {
    const model = await resolveModel('compact-lite0');
    if (model.kind !== 'manifest') throw new Error('expected a manifest');
    const goldenLogits = [{ input: 'disc' as const, logits: [1, 2, 3, 4, 5, 6, 7] }];
    const wrong = { ...model, manifest: { ...model.manifest, goldenLogits } };
    await expect(openClassifier(wrong, options)).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(/self-test on the drawn disc: expected logit 1 for AKIEC/),
    });
  });

  it('does not serve a model whose manifest tells of another network', async () => {
    const model = await resolveModel('compact-lite0');
    if (model.kind !== 'manifest') throw new Error('expected a manifest');
    const architecture = { ...model.manifest.architecture, parameters: 1 };
    const wrong = { ...model, manifest: { ...model.manifest, architecture } };
    await expect(openClassifier(wrong, options)).rejects.toThrow(/the manifest says 1, the file has 3421991/);
  });

  it('says what is wrong with a file that is no model, in the words of the reader', async () => {
    const path = join(folder, 'text.h5');
    writeFileSync(path, 'not a model');
    await expect(inspectModel(await resolveModel(path))).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(/expected a whole HDF5 file/),
    });
  });

  it('stops when it is told to', async () => {
    await expect(open('compact-lite0', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe(`against Keras${LARGE_NOTE}`, () => {
  it('compact-lite0 gives the logits of its reference for the drawings', async () => {
    const classifier = await open(COMPACT_REFERENCE.model);
    try {
      expect(await differenceFromKeras(classifier, COMPACT_REFERENCE, DRAWINGS)).toBeLessThanOrEqual(1e-3);
    } finally {
      await classifier.close();
    }
  });

  it.skipIf(PHOTOGRAPHS.length === 0).each([COMPACT_REFERENCE, ...LARGE_REFERENCES])(
    `$name gives the logits of its reference for the photographs${PHOTOGRAPHS_NOTE}`,
    async (reference) => {
      const classifier = await open(reference.model);
      try {
        expect(await differenceFromKeras(classifier, reference, PHOTOGRAPHS)).toBeLessThanOrEqual(1e-3);
      } finally {
        await classifier.close();
      }
    },
    // 83 MB are read, compiled and run, on a machine whose cores others may want.
    120_000,
  );
});

/**
 * Holds the threads on which libvips would decode: opening a named pipe waits for somebody who writes.
 *
 * @returns to be called to let them go; may be called twice
 */
function holdThreads(): () => Promise<void> {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 0) + availableParallelism() + 4;
  const readers = Array.from({ length: threads }, () => openFile(pipe, 'r'));
  let freeing: Promise<void> | undefined;
  const free = async () => {
    const writer = openSync(pipe, 'r+');
    for (const reader of await Promise.all(readers)) await reader.close();
    closeSync(writer);
    rmSync(pipe);
  };
  return () => {
    freeing ??= free();
    return freeing;
  };
}
