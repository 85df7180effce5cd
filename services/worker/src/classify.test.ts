import { type ClassifiedImage, SlcError } from '@slc/domain';
import type { IncomingCall } from '@slc/rpc';
import { createLogger } from '@slc/runtime';
import { describe, expect, it } from 'vitest';
import { classifyWith } from './classify.js';
import { createWorkerMetrics } from './metrics.js';
import type { ServedModel } from './model/served-model.js';

// Only what an answer's report reads.
const answered = {
  classification: {
    topClass: 'MEL',
    assessment: { verdict: 'clear', outlier: null },
    image: { format: 'png', width: 64, height: 64 },
    engine: 'onnx',
    model: { id: 'a-model' },
    timingsMs: { queue: 0, decode: 0, inference: 0, total: 0 },
  },
  preview: null,
} as unknown as ClassifiedImage;

const call: IncomingCall = {
  signal: new AbortController().signal,
  timeoutMs: 1_000,
  header: () => undefined,
};
const request = { image: Buffer.from('an image'), explain: 'grad-cam' } as const;
const noMap = new SlcError('unsupported_model', 'grad-cam cannot be made of it; score-cam can');

/** The handlers over a classifier that gives this. */
function handlersOver(classify: () => Promise<ClassifiedImage>) {
  const model = { classifier: () => ({ classify }) } as unknown as ServedModel;
  const logger = createLogger({ service: 'worker', level: 'silent' });
  return classifyWith(model, { metrics: createWorkerMetrics(), logger });
}

describe('an explanation that the model has no map for', () => {
  const expected = { code: 'invalid_request', message: noMap.message };

  it.each(['classify', 'classifyStream'] as const)('is a fault of the request of %s', async (method) => {
    const handlers = handlersOver(() => Promise.reject(noMap));
    await expect(handlers[method](request, call, () => {})).rejects.toMatchObject(expected);
  });

  it('is one too where the explanation is optional', async () => {
    const handlers = handlersOver(async () => ({ ...answered, explanationError: noMap }));
    const { explanationError } = await handlers.classify(request, call);
    expect(explanationError).toMatchObject(expected);
  });
});

it('leaves every other error as it is', async () => {
  const full = new SlcError('overloaded', 'full', { retryAfterMs: 5 });
  const refused = handlersOver(() => Promise.reject(full)).classify(request, call);
  await expect(refused).rejects.toBe(full);
  const leftOut = { ...answered, explanationError: full };
  expect(await handlersOver(async () => leftOut).classify(request, call)).toEqual(leftOut);
});
