import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type ClassifiedImage, type ModelRef, modelState, SlcError } from '@slc/domain';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type ClassifierHandlers,
  type ClassifierServerOptions,
  createClassifierServer,
  type FleetImage,
  type FleetOptions,
  openFleet,
  parseWorkerTarget,
  type WorkerTarget,
} from '../src/index.js';
import { exampleAnswer, fullManifest } from './examples.js';
import { noInference } from './no-inference.js';

const model = exampleAnswer.classification.model;
const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()));
});

interface WorkerOptions {
  readonly host?: string;
  readonly port?: number;
  readonly model?: () => ModelRef;
  /** Of one image; none unless given. */
  readonly takesMs?: number;
  /** Ends the time that one image takes, after `takesMs`. */
  readonly takes?: () => Promise<void>;
  /** Decides what becomes of an image before the worker answers it. */
  readonly before?: (image: Uint8Array, signal: AbortSignal) => Promise<void> | void;
  readonly server?: Partial<ClassifierServerOptions>;
}

/** The real server, with a classifier that answers with the image's first bytes as its logit, one image at a time. */
async function startWorker(options: WorkerOptions = {}) {
  const { host = '127.0.0.1', port = 0, takesMs = 0, before } = options;
  const got: string[] = [];
  let last = Promise.resolve();
  const classifyStream: ClassifierHandlers['classifyStream'] = async ({ image }, { signal }, admitted) => {
    admitted();
    const startedAtMs = performance.now();
    const turn = last.then(async () => {
      got.push(Buffer.from(image).toString());
      if (takesMs > 0) await wait(takesMs);
      await options.takes?.();
    });
    last = turn;
    await turn;
    await before?.(image, signal);
    return answerTo(image, options.model?.() ?? model, performance.now() - startedAtMs, takesMs);
  };
  const server = createClassifierServer({
    maxMessageBytes: 100_000,
    streamWindow: 8,
    ...options.server,
    onError: () => {},
    handlers: {
      classify: async () => exampleAnswer,
      classifyStream,
      getModelInfo: () => ({
        state: modelState('ready'),
        model: options.model?.() ?? model,
        engine: 'onnx',
        manifest: fullManifest,
      }),
      ...noInference,
    },
  });
  const address = `${host}:${await server.bind(host, port)}`;
  const close = () => server.close(0);
  endings.push(close);
  return { address, port: Number(address.split(':')[1]), got, server, close };
}

function answerTo(image: Uint8Array, of: ModelRef, total: number, inference: number): ClassifiedImage {
  const { classification } = exampleAnswer;
  const [first, ...others] = classification.predictions;
  const logit = Number(Buffer.from(image).toString().slice(0, 8).replace(/\D/g, '')) || 0;
  const predictions = first ? [{ ...first, logit }, ...others] : [];
  const timingsMs = { queue: Math.max(0, total - inference), decode: 0, inference, total };
  return { classification: { ...classification, predictions, model: of, timingsMs }, preview: null };
}

interface NumberedImage extends FleetImage {
  readonly number: number;
}

function* images(count: number, bytes = (number: number) => Buffer.from(String(number))) {
  for (let number = 0; number < count; number++) {
    yield { number, read: async () => bytes(number) } satisfies NumberedImage;
  }
}

function targets(...addresses: string[]): WorkerTarget[] {
  return addresses.map((address) => {
    const target = parseWorkerTarget(address);
    if (!target) throw new Error(address);
    return target;
  });
}

async function open(addresses: readonly string[], options: Partial<FleetOptions> = {}) {
  const events: string[] = [];
  const observe = {
    joined: (address: string) => void events.push(`joined ${address}`),
    lost: (address: string, { code }: SlcError) => void events.push(`lost ${address} ${code}`),
  };
  const all = { targets: targets(...addresses), maxImageBytes: 1_000_000, observe, ...options };
  const fleet = await openFleet(all, new AbortController().signal);
  endings.push(() => fleet.close());
  return { fleet, events };
}

const signal = new AbortController().signal;

/** What became of each image, by its number: its logit, or the code of its error. A second outcome shows. */
async function collect(
  outcomes: ReturnType<Awaited<ReturnType<typeof openFleet>>['classify']>,
  onOutcome: (count: number) => unknown = () => {},
) {
  const all: Record<number, unknown> = {};
  let count = 0;
  for await (const { image, classified, error } of outcomes) {
    const { number } = image as NumberedImage;
    const logit = classified?.classification.predictions[0]?.logit;
    all[number] = number in all ? 'a second outcome' : (error?.code ?? logit);
    await onOutcome(++count);
  }
  return all;
}

const everyOne = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [i, i]));

describe('a fleet', () => {
  test('answers every image once while a worker dies, another comes back, and an image is broken', async () => {
    const broken = (image: Uint8Array) => {
      if (image.toString() === '7') throw new SlcError('invalid_image', 'broken');
    };
    const [first, second] = [
      await startWorker({ takesMs: 2, before: broken }),
      await startWorker({ takesMs: 2, before: broken }),
    ];
    const { fleet, events } = await open([first.address, second.address]);
    const all = await collect(fleet.classify(images(200), { signal }), async (count) => {
      if (count === 60) void second.close();
      if (count !== 100) return;
      await startWorker({ port: second.port, takesMs: 2, before: broken });
      await expect.poll(() => events, { timeout: 10_000 }).toHaveLength(4);
    });
    expect(all).toEqual({ ...everyOne(200), 7: 'invalid_image' });
    expect(second.got.length).toBeGreaterThan(10);
    expect(events.slice(2)).toEqual([`lost ${second.address} model_not_ready`, `joined ${second.address}`]);
  });

  test('gives a slow worker fewer images, and takes no more than the workers have room for', async () => {
    const fast = await startWorker({ takesMs: 2 });
    // Also on a busy machine, where two milliseconds become twenty: as long as eight images of the other, if it gets so many.
    const takes = async () => {
      const enough = fast.got.length + 8;
      for (let waits = 0; waits < 100 && fast.got.length < enough; waits++) await wait(5);
    };
    const slow = await startWorker({ takesMs: 20, takes });
    const { fleet } = await open([fast.address, slow.address]);
    let taken = 0;
    const counted = function* () {
      for (const image of images(200)) {
        taken++;
        yield image;
      }
    };
    let mostAhead = 0;
    const all = await collect(fleet.classify(counted(), { signal }), (count) => {
      mostAhead = Math.max(mostAhead, taken - count);
    });
    expect(all).toEqual(everyOne(200));
    expect(fast.got.length).toBeGreaterThan(2 * slow.got.length);
    expect(mostAhead).toBeLessThan(60);
  });

  test('sends on to another what a worker without a model answers, and ends an image that none survives', async () => {
    let isReady = true;
    const unready = () => {
      if (!isReady) throw new SlcError('model_not_ready', 'its engine died');
    };
    const deadly = (image: Uint8Array) => {
      if (image.toString() === '5') throw new SlcError('model_not_ready', 'its engine died of this image');
    };
    const [first, second] = [await startWorker({ before: unready }), await startWorker({ before: deadly })];
    const { fleet } = await open([first.address, second.address]);
    isReady = false;
    const all = await collect(fleet.classify(images(50), { signal }));
    expect(all).toEqual({ ...everyOne(50), 5: 'model_not_ready' });
  });

  test('says of an image that is too large for the worker, or cannot be read, what is wrong, and goes on', async () => {
    const worker = await startWorker();
    const { fleet } = await open([worker.address]);
    const sizes = (number: number) => {
      if (number === 3) return Buffer.alloc(200_000);
      if (number === 4) return Buffer.alloc(2_000_000);
      if (number === 5) throw new SlcError('not_found', 'gone');
      return Buffer.from(String(number));
    };
    expect(await collect(fleet.classify(images(20, sizes), { signal }))).toEqual({
      ...everyOne(20),
      ...{ 3: 'image_too_large', 4: 'image_too_large', 5: 'not_found' },
    });
  });

  test('waits for a worker that has too many streams', async () => {
    let isFull = true;
    const shed = () => new SlcError('overloaded', 'too many streams', { retryAfterMs: 20 });
    const { address, server, got } = await startWorker({
      server: { limits: { classifyStream: { calls: 0, shed } } },
    });
    const free = await startWorker({
      before: async () => {
        while (isFull) await wait(5);
      },
    });
    const { fleet, events } = await open([address, free.address], { reachWithinMs: 2_000 });
    const all = collect(fleet.classify(images(5), { signal }));
    // Longer than a worker that is lost is waited for.
    await wait(2_300);
    isFull = false;
    expect(await all).toEqual(everyOne(5));
    expect(got).toEqual([]);
    expect(events).toHaveLength(2);
    await server.close(0);
  });

  test('is refused before it begins where its workers have different models', async () => {
    const other = { ...model, revision: 'another', sha256: 'cd'.repeat(32) };
    const [first, second] = [await startWorker(), await startWorker({ model: () => other })];
    await expect(open([first.address, second.address])).rejects.toMatchObject({
      code: 'unsupported_model',
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+: expected answers of a-model .*, got those of a-model /,
      ),
    });
  });

  test('takes no answer of a worker that has changed its model', async () => {
    let now = model;
    const [first, second] = [
      await startWorker({ takesMs: 2 }),
      await startWorker({ takesMs: 2, model: () => now }),
    ];
    const { fleet, events } = await open([first.address, second.address]);
    const models = new Set<string>();
    let count = 0;
    for await (const { classified } of fleet.classify(images(100), { signal })) {
      models.add(classified?.classification.model.sha256 ?? 'none');
      if (++count === 20) now = { ...model, sha256: 'cd'.repeat(32) };
    }
    expect({ count, models: [...models] }).toEqual({ count: 100, models: [model.sha256] });
    expect(events).toContain(`lost ${second.address} unsupported_model`);
  });

  test('tells once of a worker and of a name that do not serve from the start', async () => {
    const worker = await startWorker();
    const unknown: string[] = [];
    const observe = {
      joined() {},
      lost: () => {},
      unknown: ({ message }: SlcError) => unknown.push(message),
    };
    const { fleet, events } = await open([worker.address, '127.0.0.1:1']);
    expect(events.toSorted()).toEqual([`joined ${worker.address}`, 'lost 127.0.0.1:1 model_not_ready']);
    fleet.close();
    const lookup = () => Promise.reject(new Error('ENOTFOUND'));
    await open([worker.address, 'nothing-there:1'], { observe, lookup });
    expect(unknown).toEqual(['nothing-there:1: expected a name that leads to workers, it is not known']);
  });

  test('ends in one sentence where no worker serves in time, or none accepts the token', async () => {
    await expect(open(['127.0.0.1:1', '127.0.0.1:2'], { reachWithinMs: 300 })).rejects.toMatchObject({
      code: 'model_not_ready',
      message:
        'expected a worker that serves within 0.3 s, got none at 127.0.0.1:1, 127.0.0.1:2. 127.0.0.1:1: The inference worker cannot be reached.',
    });
    await expect(open(['no-such-name.invalid:1'], { reachWithinMs: 300 })).rejects.toMatchObject({
      message: expect.stringMatching(/got none at no-such-name\.invalid:1\. .* it is not known$/),
    });
    const { address } = await startWorker({ server: { authToken: 'secret' } });
    await expect(open([address], { authToken: 'another' })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining(address),
    });
    const { fleet } = await open([address], { authToken: 'secret' });
    expect(await collect(fleet.classify(images(3), { signal }))).toEqual(everyOne(3));
  });

  test('ends where its last worker is lost for too long, after it has given every answer that came', async () => {
    const worker = await startWorker({ takesMs: 1 });
    const { fleet } = await open([worker.address], { reachWithinMs: 1_000 });
    let count = 0;
    const ending = collect(fleet.classify(images(500), { signal }), (answered) => {
      count = answered;
      if (answered === 20) void worker.close();
    });
    await expect(ending).rejects.toMatchObject({ code: 'model_not_ready' });
    expect(count).toBeGreaterThanOrEqual(20);
  });

  test('ends at once when it is told to, also while a worker hangs, and when its images cannot be listed', async () => {
    const worker = await startWorker({
      before: (_, gone) => new Promise((resolve) => gone.addEventListener('abort', () => resolve())),
    });
    const { fleet } = await open([worker.address]);
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(new SlcError('cancelled', 'stopped')), 100);
    await expect(collect(fleet.classify(images(50), { signal: interrupt.signal }))).rejects.toMatchObject({
      message: 'stopped',
    });
    expect(getEventListeners(interrupt.signal, 'abort')).toEqual([]);

    const again = await startWorker();
    const { fleet: second } = await open([again.address]);
    const unlistable = function* (): Generator<NumberedImage> {
      yield* images(2);
      throw new SlcError('not_found', 'the folder is gone');
    };
    await expect(collect(second.classify(unlistable(), { signal }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('has nothing to do without an image', async () => {
    const { address } = await startWorker();
    const { fleet } = await open([address]);
    expect(fleet).toMatchObject({ model, engine: 'onnx', manifest: { id: 'a-model' } });
    expect(await collect(fleet.classify([], { signal }))).toEqual({});
  });
});

describe.skipIf(process.platform !== 'linux')('workers behind a name (Linux only)', () => {
  test('are used when they join it, and get no more when they leave it', async () => {
    // All of 127.0.0.0/8 is this machine.
    const first = await startWorker({ host: '127.0.0.2', takesMs: 2 });
    const second = await startWorker({ host: '127.0.0.3', port: first.port, takesMs: 2 });
    let addresses = ['127.0.0.2'];
    let lookups = 0;
    const lookup = async (name: string) => {
      lookups++;
      if (name !== 'workers.example' || addresses.length === 0) throw new Error(`${name} is not known`);
      return addresses.map((address) => ({ address, family: 4 }));
    };
    const { fleet } = await open([`workers.example:${first.port}`], { lookup, resolveEveryMs: 20 });
    const before = { first: 0 };
    const all = await collect(fleet.classify(images(200), { signal }), async (count) => {
      if (count === 20) addresses = [];
      if (count === 40) addresses = ['127.0.0.2', '127.0.0.3'];
      if (count === 100) {
        addresses = ['127.0.0.3'];
        const seen = lookups + 2;
        await expect.poll(() => lookups, { timeout: 10_000 }).toBeGreaterThanOrEqual(seen);
      }
      if (count === 160) before.first = first.got.length;
    });
    expect(all).toEqual(everyOne(200));
    expect(first.got.length).toBe(before.first);
    expect(second.got.length).toBeGreaterThan(60);
  });
});
