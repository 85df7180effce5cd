import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type Classification,
  EXPLANATION_METHODS,
  type Explanation,
  type ExplanationMethod,
} from '@slc/domain';
import { type ClassifierClient, createClassifierClient } from '@slc/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyByJson, DRAWING, DRAWING_PATH, formWith, startQuietStack } from './running-stack.js';

const SLC = fileURLToPath(new URL('../bin/slc.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'explanations-'));

let stack: Awaited<ReturnType<typeof startQuietStack>>;
let client: ClassifierClient;
beforeAll(async () => {
  // Dozens of passes take their time on a machine that does much else.
  stack = await startQuietStack({ REQUEST_TIMEOUT_MS: '60000' });
  client = createClassifierClient({
    address: `127.0.0.1:${stack.grpcPort}`,
    maxMessageBytes: 1024 * 1024,
  });
});
afterAll(async () => {
  client.close();
  await stack.close();
  rmSync(folder, { recursive: true });
});

function post(query: string): Promise<Response> {
  return fetch(`${stack.base}/api/v1/classify?${query}`, {
    method: 'POST',
    body: formWith('image', DRAWING),
  });
}

async function byJson(method: ExplanationMethod): Promise<Explanation | undefined> {
  const answer = await post(`explain=${method}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Classification).explanation;
}

/** Engines of other thread counts differ in the last digits. */
function expectSame(found: Explanation | undefined, expected: Explanation | undefined): void {
  expect(found).toMatchObject({ method: expected?.method, class: expected?.class, height: 7, width: 7 });
  expect(found?.values).toHaveLength(49);
  expected?.values.forEach((value, i) => {
    expect(Math.abs((found?.values[i] ?? -1) - value)).toBeLessThan(0.02);
  });
  expect(found?.check.drop).toBeCloseTo(expected?.check.drop ?? Number.NaN, 2);
  expect(found?.check.randomDrop).toBeCloseTo(expected?.check.randomDrop ?? Number.NaN, 2);
}

describe('one image', () => {
  it.each(EXPLANATION_METHODS)(
    'has the same explanation by %s in JSON, over gRPC and in a stream',
    async (method) => {
      const expected = await byJson(method);
      const { classification } = await client.classify(
        { image: DRAWING, explain: method },
        { timeoutMs: 60_000 },
      );
      expectSame(classification.explanation, expected);
      const images = [{ id: 'a', image: DRAWING, explain: method }];
      for await (const { classified } of client.classifyStream(images, {})) {
        expectSame(classified?.classification.explanation, expected);
      }
    },
  );

  it('has it on the command line too, with an overlay of its own name', async () => {
    const args = ['classify', '--json', '--explain', 'grad-cam', '--out', folder, DRAWING_PATH];
    const { stdout } = await promisify(execFile)(process.execPath, [SLC, ...args]);
    expectSame((JSON.parse(stdout) as Classification).explanation, await byJson('grad-cam'));
    const overlay = readFileSync(join(folder, 'drawn-1.grad-cam.png'));
    expect(overlay.subarray(1, 4).toString()).toBe('PNG');
    // Width and height, the network's.
    expect([overlay.readUInt32BE(16), overlay.readUInt32BE(20)]).toEqual([224, 224]);
  });

  it('has none unless it is asked for', async () => {
    expect(await classifyByJson(stack.base)).not.toHaveProperty('explanation');
  });

  it('comes with the pictures that the caller asks for, over gRPC', async () => {
    const { pictures } = await client.classify(
      { image: DRAWING, explain: 'grad-cam', explanationOptional: true, pictures: ['analysed', 'overlay'] },
      { timeoutMs: 60_000 },
    );
    expect(Object.keys(pictures ?? {}).sort()).toEqual(['analysed', 'overlay']);
    for (const png of Object.values(pictures ?? {}))
      expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });
});

describe('another method', () => {
  it.each(['explain=lime', 'explain=', 'explain=grad-cam&explain=score-cam', 'explain=Grad-CAM'])(
    '%s is refused by the API, which names the three',
    async (query) => {
      const answer = await post(query);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        code: 'invalid_request',
        detail: expect.stringContaining('explain: expected one of grad-cam, hirescam, score-cam'),
      });
    },
  );

  it('is refused over gRPC, and in a stream for its image alone', async () => {
    // Safe: what a client of another language may send.
    const explain = 'lime' as ExplanationMethod;
    const call = client.classify({ image: DRAWING, explain }, { timeoutMs: 60_000 });
    await expect(call).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('options.explain: expected one of grad-cam'),
    });
    const outcomes: string[] = [];
    const images = [
      { id: 'bad', image: DRAWING, explain },
      { id: 'good', image: DRAWING },
    ];
    for await (const { id, error } of client.classifyStream(images, {}))
      outcomes.push(`${id} ${error?.code ?? 'ok'}`);
    expect(outcomes.sort()).toEqual(['bad invalid_request', 'good ok']);
  });
});
