import { setTimeout } from 'node:timers/promises';
import { type ExplanationMethod, LABEL_SETS, type ModelManifest } from '@slc/domain';
import { Batcher, ByteBudget } from '@slc/engine';
import { describe, expect, it } from 'vitest';
import type { ClassifyOptions } from '../classifier.js';
import type { ViewedImage, ViewedOutputs } from '../serve/infer-views.js';
import { type ExplanationStep, startExplanation } from './explanation-step.js';
import type { NetworkMaps } from './network-maps.js';

const SIDE = 10;
const INPUT = { height: SIDE, width: SIDE };
const MALIGNANT = 1;

/** A picture that is bright in its upper left quarter. */
const image = {
  ...INPUT,
  data: Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [y, x] = [Math.floor(i / 3 / SIDE), Math.floor(i / 3) % SIDE];
    return y < SIDE / 2 && x < SIDE / 2 ? 250 : 30;
  }),
};

/** The logit of the second class is the brightness of that quarter. */
function logitsOf({ pixels }: ViewedImage): readonly number[] {
  let bright = 0;
  for (const level of pixels) if (level === 250) bright++;
  return [0, (8 * bright) / (3 * 25) - 4];
}

function setUp(changes: Partial<{ queueLimit: number; maps: NetworkMaps; broken: Error }> = {}) {
  const { queueLimit = 32, maps = { size: { height: 2, width: 2 }, hasClassMaps: true }, broken } = changes;
  const counts = { shed: 0, cancelled: 0 };
  const passes: ViewedImage[] = [];
  const batcher = new Batcher<ViewedImage, ViewedOutputs>({
    maxBatchSize: 4,
    maxDelayMs: 0,
    limit: queueLimit,
    bytes: new ByteBudget(1e9),
    maxOutageMs: 10_000,
    async run(images) {
      if (broken) throw broken;
      passes.push(...images);
      return images.map((each) => ({ logits: logitsOf(each), agreeingViews: 1 }));
    },
    events: { shed: () => counts.shed++, cancelled: () => counts.cancelled++ },
  });
  batcher.setConcurrency(1);
  // Safe: a step reads these parts alone.
  const manifest = {
    id: 'a-model',
    input: INPUT,
    labels: LABEL_SETS['benign-malignant'],
    temperature: { value: 1, fittedOn: null },
    preprocessing: { crop: 'none', resize: 'nearest', scale: 1, offset: 0, views: 4 },
  } as unknown as ModelManifest;
  const start = (options: ClassifyOptions) =>
    startExplanation(options, { manifest, maps, batcher, queueLimit });
  return { start, batcher, passes, counts };
}

function explain(step: ExplanationStep | null, method: ExplanationMethod = 'grad-cam') {
  const classMap = Float32Array.from([2, 1, 0, 0].flatMap((value) => [9, value]));
  const outputs: ViewedOutputs = {
    logits: logitsOf({ pixels: image.data }),
    agreeingViews: 4,
    ...(method === 'score-cam'
      ? { activations: Float32Array.of(5, 0, 1, 0, 0, 0, 0, 7) }
      : { [method === 'grad-cam' ? 'gradCam' : 'hiResCam']: classMap }),
  };
  const topClass = LABEL_SETS['benign-malignant'][MALIGNANT]?.id ?? '';
  return step?.explain({ image, topClass, outputs });
}

describe('an explanation', () => {
  it.each(['grad-cam', 'hirescam'] as const)(
    'by %s is the top class’s own map, checked',
    async (explained) => {
      const { start, passes, batcher } = setUp();
      const step = start({ explain: explained });
      expect(step?.outputs).toEqual([explained === 'grad-cam' ? 'gradCam' : 'hiResCam']);
      expect(step?.holdPlaces()).toBe(true);
      expect(batcher.depth).toBe(5);
      const { explanation } = (await explain(step, explained)) ?? {};
      expect(explanation).toMatchObject({ method: explained, class: 'malignant', height: 2, width: 2 });
      expect(explanation?.values).toEqual([1, 0.5, 0, 0]);
      expect(explanation?.check.holds).toBe(true);
      expect(passes.map(({ views }) => views)).toEqual(Array(5).fill(undefined));
      step?.release();
      expect(batcher.depth).toBe(0);
    },
  );

  it('by score-cam takes masked passes of one view beside the check’s', async () => {
    const { start, passes, batcher } = setUp();
    const step = start({ explain: 'score-cam' });
    expect(step?.outputs).toEqual(['activations']);
    step?.holdPlaces();
    expect(batcher.depth).toBe(15);
    const { explanation } = (await explain(step, 'score-cam')) ?? {};
    // Of the two channels, the one that lights the bright quarter carries nearly all.
    expect(explanation?.values[0]).toBe(1);
    expect(passes.map(({ views }) => views)).toEqual([1, 1, ...Array(5).fill(undefined)]);
    step?.release();
    expect(batcher.depth).toBe(0);
  });

  it.each([1, 2, 4])(
    'waits for room for the passes that a queue of %i places has none for',
    async (queueLimit) => {
      const { start, batcher } = setUp({ queueLimit });
      const step = start({ explain: 'score-cam' });
      expect(step?.holdPlaces()).toBe(true);
      expect(batcher.depth).toBe(queueLimit - 1);
      expect((await explain(step, 'score-cam'))?.explanation?.values[0]).toBe(1);
      step?.release();
      expect(batcher.depth).toBe(0);
    },
  );

  it('is refused without places where the queue has no room, and holds none', () => {
    const { start, batcher, counts } = setUp({ queueLimit: 7 });
    batcher.setConcurrency(0);
    batcher.reserve({ bytes: 1 });
    batcher.reserve({ bytes: 1 });
    const step = start({ explain: 'grad-cam' });
    expect(step?.holdPlaces()).toBe(true);
    const other = start({ explain: 'grad-cam' });
    expect(other?.holdPlaces()).toBe(false);
    expect([batcher.depth, counts.shed]).toEqual([7, 0]);
  });

  it('has the time of a caller that waits for weeks', async () => {
    const { start } = setUp();
    const step = start({ explain: 'grad-cam', timeoutMs: 30 * 24 * 3_600_000 });
    await setTimeout(5);
    expect((await explain(step))?.explanation?.check.holds).toBe(true);
    step?.release();
  });

  it('ends with its caller, gives its places back, and counts once', async () => {
    const { start, batcher, counts } = setUp();
    batcher.setConcurrency(0);
    const leaving = new AbortController();
    const step = start({ explain: 'score-cam', signal: leaving.signal, explanationOptional: true });
    step?.holdPlaces();
    const explaining = explain(step, 'score-cam');
    leaving.abort();
    await expect(explaining).rejects.toMatchObject({ code: 'cancelled' });
    step?.release();
    expect([batcher.depth, counts.cancelled]).toEqual([0, 1]);
  });

  it('ends at its deadline', async () => {
    const { start, batcher, counts } = setUp();
    batcher.setConcurrency(0);
    const step = start({ explain: 'grad-cam', timeoutMs: 20 });
    step?.holdPlaces();
    await expect(explain(step)).rejects.toMatchObject({ code: 'deadline_exceeded' });
    step?.release();
    expect([batcher.depth, counts.cancelled]).toEqual([0, 1]);
  });

  it.each([
    ['hirescam', { size: { height: 2, width: 2 }, hasClassMaps: false }, /hirescam cannot .*; score-cam can/],
    ['score-cam', { size: null, hasClassMaps: false }, /no spatial activations/],
  ] as const)('by %s is refused where the network has no such map', (method, maps, message) => {
    expect(() => setUp({ maps }).start({ explain: method })).toThrow(
      expect.objectContaining({ code: 'unsupported_model', message: expect.stringMatching(message) }),
    );
  });

  it('by score-cam needs no derivative of the head', () => {
    const maps = { size: { height: 2, width: 2 }, hasClassMaps: false };
    expect(setUp({ maps }).start({ explain: 'score-cam' })?.outputs).toEqual(['activations']);
  });
});

describe('an optional explanation', () => {
  it('is made where there is room', async () => {
    const step = setUp().start({ explain: 'grad-cam', explanationOptional: true });
    expect(step?.holdPlaces()).toBe(true);
    expect((await explain(step))?.explanation?.check.holds).toBe(true);
  });

  it('is left out where there is none', async () => {
    const { start, batcher, counts, passes } = setUp({ queueLimit: 6 });
    const place = batcher.reserve({ bytes: 1 });
    const others = batcher.reserve({ bytes: 1 });
    const step = start({ explain: 'grad-cam', explanationOptional: true });
    expect(step?.holdPlaces()).toBe(true);
    expect(batcher.depth).toBe(2);
    expect(await explain(step)).toMatchObject({ error: { code: 'overloaded' } });
    expect([passes.length, counts.shed]).toEqual([0, 0]);
    place.release();
    others.release();
  });

  it('is left out where it is not ready in four fifths of the time', async () => {
    const { start, batcher, counts } = setUp();
    batcher.setConcurrency(0);
    const step = start({ explain: 'grad-cam', explanationOptional: true, timeoutMs: 50 });
    step?.holdPlaces();
    expect(await explain(step)).toMatchObject({ error: { code: 'deadline_exceeded' } });
    step?.release();
    expect([batcher.depth, counts.cancelled]).toEqual([0, 0]);
  });

  it('is left out where the network has no such map', async () => {
    const maps = { size: null, hasClassMaps: false };
    const step = setUp({ maps }).start({ explain: 'grad-cam', explanationOptional: true });
    expect([step?.outputs, step?.holdPlaces()]).toEqual([[], true]);
    expect(await explain(step)).toMatchObject({ error: { code: 'unsupported_model' } });
  });

  it('does not hide a fault of ours', async () => {
    const step = setUp({ broken: new Error('broken') }).start({
      explain: 'grad-cam',
      explanationOptional: true,
    });
    step?.holdPlaces();
    await expect(explain(step)).rejects.toMatchObject({ code: 'internal' });
  });
});
