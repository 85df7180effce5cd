import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Classification } from '@slc/domain';
import { createClassifierClient } from '@slc/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  classifyByJson,
  DRAWING,
  DRAWING_PATH,
  formWith,
  probabilitiesOf,
  startQuietStack,
} from './running-stack.js';

let stack: Awaited<ReturnType<typeof startQuietStack>>;
beforeAll(async () => {
  stack = await startQuietStack();
});
afterAll(() => stack.close());

/** What `npm run slc` runs. */
const SLC = fileURLToPath(new URL('../bin/slc.mjs', import.meta.url));

/** The same image must give the same number by every way in: |difference| of each probability. */
const TOLERANCE = 1e-5;

function expectSame(answer: Classification, expected: Classification): void {
  const wanted = probabilitiesOf(expected);
  expect(answer.topClass).toBe(expected.topClass);
  for (const [id, probability] of probabilitiesOf(answer)) {
    expect(Math.abs(probability - (wanted.get(id) ?? Number.NaN)), id).toBeLessThanOrEqual(TOLERANCE);
  }
}

describe('one image', () => {
  it('gets the same probabilities by JSON and as bare bytes', async () => {
    const response = await fetch(`${stack.base}/api/v1/classify`, {
      method: 'POST',
      body: DRAWING,
      headers: { 'Content-Type': 'image/jpeg' },
    });
    expectSame((await response.json()) as Classification, await classifyByJson(stack.base));
  });

  it('gets the same probabilities by gRPC', async () => {
    const client = createClassifierClient({
      address: `127.0.0.1:${stack.grpcPort}`,
      maxMessageBytes: 1024 * 1024,
    });
    const { classification } = await client.classify({ image: DRAWING }, { timeoutMs: 10_000 });
    client.close();
    expectSame(classification, await classifyByJson(stack.base));
  });

  it('gets the same probabilities by the command line', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [SLC, 'classify', '--json', DRAWING_PATH]);
    expectSame(JSON.parse(stdout) as Classification, await classifyByJson(stack.base));
  });

  it('gets the same probabilities on the page, which needs no script', async () => {
    const { predictions } = await classifyByJson(stack.base);
    const response = await fetch(`${stack.base}/classify`, {
      method: 'POST',
      body: formWith('image', DRAWING),
    });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).not.toMatch(/onerror/i);
    const told = [...page.matchAll(/data-class="(\w+)"[\s\S]*?<data value="([\d.e-]+)">/g)];
    expect(told.map(([, id]) => id)).toEqual(predictions.map((prediction) => prediction.class));
    for (const [index, { probability }] of predictions.entries()) {
      expect(Math.abs(Number(told[index]?.[2]) - probability)).toBeLessThanOrEqual(TOLERANCE);
    }
    expect(page).toContain('Not a medical device');
    expect(page).toContain('data:image/jpeg;base64,');
  });
});

describe('every answer', () => {
  it.each(['/', '/model-info', '/api/docs', '/nowhere'])(
    'of %s has a strict policy and no cookie',
    async (path) => {
      const { headers } = await fetch(stack.base + path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe-inline/);
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );
});
