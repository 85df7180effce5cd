import type { ClassifierClient } from '@slc/rpc';
import { createLogger } from '@slc/runtime';
import type { Response } from 'express';
import { expect, it, vi } from 'vitest';
import { createWorkerCalls } from './worker-calls.js';

it('a browser that is gone before its call begins costs the worker nothing', async () => {
  const classify = vi.fn();
  const worker = createWorkerCalls({
    client: { classify } as unknown as ClassifierClient,
    requestTimeoutMs: 1_000,
    workerCalls: 1,
    stopping: new AbortController().signal,
    logger: createLogger({ service: 'test', level: 'error' }),
  });
  const gone = { req: { socket: { destroyed: true } }, locals: { trace: {} }, once: () => {} };
  const answer = worker.classify(Buffer.alloc(1), gone as unknown as Response, { preview: false });
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  expect(classify).not.toHaveBeenCalled();
});
