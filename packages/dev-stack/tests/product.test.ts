import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createProgram } from '@slc/cli';
import type { Classification } from '@slc/domain';
import { createClassifierClient } from '@slc/rpc';
import { SettingsError } from '@slc/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// The engine processes are forked from built code.
import { type DevStack, envToDevStackConfig, startDevStack } from '../dist/index.js';

const env = {
  PORT: '0',
  GRPC_PORT: '0',
  WORKER_METRICS_PORT: '0',
  GATEWAY_METRICS_PORT: '0',
  LOG_LEVEL: 'silent',
};
const drawing = fileURLToPath(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
const bytes = readFileSync(drawing);

let stack: DevStack;
let base: string;
beforeAll(async () => {
  stack = await startDevStack(envToDevStackConfig(env));
  base = `http://127.0.0.1:${stack.httpPort}`;
  await stack.ready;
});
afterAll(() => stack.close());

function form(field: string, ...files: readonly Uint8Array[]): FormData {
  const data = new FormData();
  for (const file of files)
    data.append(field, new Blob([Uint8Array.from(file)]), '<img src=x onerror=alert(1)>.jpg');
  return data;
}

async function classifyByJson(): Promise<Classification> {
  const response = await fetch(`${base}/api/v1/classify`, { method: 'POST', body: form('image', bytes) });
  expect(response.status).toBe(200);
  return (await response.json()) as Classification;
}

const probabilities = ({ predictions }: Pick<Classification, 'predictions'>) =>
  predictions.map(({ class: id, probability }) => [id, probability.toFixed(6)]);

describe('one image', () => {
  it('gets the same probabilities by JSON, bare bytes, gRPC and command line', async () => {
    const expected = probabilities(await classifyByJson());

    const bare = await fetch(`${base}/api/v1/classify`, {
      method: 'POST',
      body: bytes,
      headers: { 'Content-Type': 'image/jpeg' },
    });
    expect(probabilities((await bare.json()) as Classification)).toEqual(expected);

    const client = createClassifierClient({
      address: `127.0.0.1:${stack.grpcPort}`,
      maxMessageBytes: 1024 * 1024,
    });
    const { classification } = await client.classify({ image: bytes }, { timeoutMs: 10_000 });
    client.close();
    expect(probabilities(classification)).toEqual(expected);

    const lines: string[] = [];
    const terminal = { directory: '/', write: (text: string) => lines.push(text), complain: () => {} };
    expect(await createProgram(terminal).run(['classify', '--json', drawing])).toBe(0);
    expect(probabilities(JSON.parse(lines.join('')) as Classification)).toEqual(expected);
  });

  it('gets the same probabilities on the page, which needs no script', async () => {
    const { predictions } = await classifyByJson();
    const response = await fetch(`${base}/classify`, { method: 'POST', body: form('image', bytes) });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).not.toMatch(/<script|onerror/i);
    for (const { probability } of predictions) expect(page).toContain(`${(probability * 100).toFixed(1)} %`);
    expect(page).toContain('Not a medical device');
    expect(page).toContain('data:image/jpeg;base64,');
  });
});

describe('bad input', () => {
  const huge = Buffer.alloc(10 * 1024 * 1024 + 1);
  it.each<[string, FormData, number, string]>([
    ['an empty file', form('image', Buffer.alloc(0)), 415, 'unsupported_media_type'],
    ['text', form('image', Buffer.from('hello, I am a text file')), 415, 'unsupported_media_type'],
    [
      'SVG',
      form('image', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
      415,
      'unsupported_media_type',
    ],
    ['PDF', form('image', Buffer.from('%PDF-1.7\n')), 415, 'unsupported_media_type'],
    ['GIF', form('image', Buffer.from('GIF89a\x01\x00\x01\x00;')), 415, 'unsupported_media_type'],
    ['a truncated JPEG', form('image', bytes.subarray(0, 5000)), 400, 'invalid_image'],
    ['a wrong field', form('photo', bytes), 400, 'invalid_request'],
    ['two files', form('image', bytes, bytes), 400, 'invalid_request'],
    ['no file', form('image'), 400, 'invalid_request'],
    ['a file that is too large', form('image', huge), 413, 'image_too_large'],
  ])('%s gets a clear error on both faces, and the next image is right', async (_, body, status, code) => {
    const api = await fetch(`${base}/api/v1/classify`, { method: 'POST', body });
    expect(api.status).toBe(status);
    expect(api.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await api.json()).toMatchObject({ status, code });

    const page = await fetch(`${base}/classify`, { method: 'POST', body });
    expect(page.status).toBe(status);
    expect(await page.text()).toMatch(/<h1/);

    expect((await classifyByJson()).predictions).toHaveLength(7);
  });
});

describe('every answer', () => {
  it.each(['/', '/model-info', '/api/docs', '/nowhere'])(
    'of %s has a strict policy and no cookie',
    async (path) => {
      const { headers } = await fetch(base + path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe-inline/);
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );
});

describe('npm start', () => {
  it('refuses the settings of both services at once, each problem once', () => {
    const bad = { PORT: 'abc', QUEUE_LIMIT: '-1', LOG_LEVEL: 'loud' };
    const names = problemsOf(bad).map((problem) => problem.split(':')[0]);
    expect(names.toSorted()).toEqual(['LOG_LEVEL', 'PORT', 'QUEUE_LIMIT']);
  });

  it('says where it listens, answers, and ends on one SIGTERM', async () => {
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, ...env, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8');
    for await (const text of child.stdout) {
      output += text;
      if (/"phase":"ready"/.test(output) && /^http:\/\/localhost:\d+$/m.test(output)) break;
    }
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});

function problemsOf(settings: NodeJS.ProcessEnv): readonly string[] {
  try {
    envToDevStackConfig(settings);
    return [];
  } catch (error) {
    return error instanceof SettingsError ? error.problems : [String(error)];
  }
}
