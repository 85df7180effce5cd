import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gatewayMain } from '@slc/gateway';
import { workerMain } from '@slc/worker';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { QUIET_ENV } from './running-stack.js';

const MAINS = {
  'npm start': new URL('../dist/main.js', import.meta.url),
  'the worker': workerMain,
  'the gateway': gatewayMain,
};

const scratch = mkdtempSync(join(tmpdir(), 'starting-'));
const broken = join(scratch, 'broken.h5');
writeFileSync(broken, 'no model');
afterAll(() => rmSync(scratch, { recursive: true }));

/** Something else that listens, on the port that these tests call `taken`. */
let other: Server;
let taken: string;
beforeAll(async () => {
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  taken = String((other.address() as AddressInfo).port);
});
afterAll(() => other.close());

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function launch(name: keyof typeof MAINS, env: NodeJS.ProcessEnv) {
  const settings = { ...QUIET_ENV, MODEL_FALLBACK: 'none', LOG_LEVEL: 'info', ...env };
  const child = spawn(process.execPath, [fileURLToPath(MAINS[name])], {
    env: { ...process.env, HF_HOME: scratch, INIT_CWD: scratch, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (piece: string) => {
      text[stream] += piece;
    });
  }
  return { child, text, closed: once(child, 'close') };
}

describe('a start that can never serve', () => {
  const hubModel = 'efficientnetv2s-ham10000';
  const missing = join(scratch, 'nowhere.json');
  it.each<[keyof typeof MAINS, () => NodeJS.ProcessEnv, RegExp]>([
    ['npm start', () => ({ MODEL: 'nosuch' }), /^MODEL: model nosuch: expected one of compact-lite0, /],
    [
      'the worker',
      () => ({ MODEL: missing }),
      /^MODEL: nowhere\.json: expected .* Looked for .*\/nowhere\.json$/,
    ],
    ['npm start', () => ({ PORT: taken }), /^PORT: expected a free port, \d+ on 127\.0\.0\.1 is in use/],
    ['npm start', () => ({ GRPC_PORT: taken }), /^GRPC_PORT: expected a free port/],
    ['the worker', () => ({ WORKER_METRICS_PORT: taken }), /^WORKER_METRICS_PORT: expected a free port/],
    ['the gateway', () => ({ GATEWAY_METRICS_PORT: taken }), /^GATEWAY_METRICS_PORT: expected a free port/],
    [
      'npm start',
      () => ({ MODEL: hubModel, MODEL_CACHE_DIR: broken, MODEL_FALLBACK: 'compact' }),
      /^MODEL_CACHE_DIR: expected a folder that can be written, since .*broken\.h5 cannot \(EEXIST\)/,
    ],
  ])('ends %s with 2, before anything listens: %s', async (name, env, expected) => {
    const { text, closed } = launch(name, env());
    expect(await closed).toEqual([2, null]);
    expect(text.stderr).toMatch(/^[^\n]+\n$/);
    expect(text.stderr.trimEnd()).toMatch(expected);
    // A service that listens says so.
    expect(text.stdout).toBe('');
  });

  it.each<[keyof typeof MAINS, () => NodeJS.ProcessEnv, readonly string[]]>([
    ['npm start', () => ({ MODEL: 'nosuch', PORT: taken }), ['MODEL', 'PORT']],
    [
      'npm start',
      () => ({ MODEL: 'nosuch', BASE_PATH: '/api/x', CORS_ORIGINS: '*' }),
      ['BASE_PATH', 'CORS_ORIGINS', 'MODEL'],
    ],
    [
      'npm start',
      () => ({ QUEUE_LIMIT: 'x', UPLOAD_LIMIT_BYTES: '20000000', GRPC_PORT: taken }),
      ['QUEUE_LIMIT', 'UPLOAD_LIMIT_BYTES', 'GRPC_PORT'],
    ],
    // What the settings themselves say of a port comes before trying it out.
    [
      'npm start',
      () => ({ MODEL: 'nosuch', PORT: taken, GRPC_PORT: taken }),
      ['PORT and GRPC_PORT', 'MODEL'],
    ],
    ['the worker', () => ({ MODEL: 'nosuch', QUEUE_LIMIT: 'x' }), ['QUEUE_LIMIT', 'MODEL']],
    ['the gateway', () => ({ BASE_PATH: '/api/x', PORT: taken }), ['BASE_PATH', 'PORT']],
    [
      'the gateway',
      () => ({ BASE_PATH: '/api/x', PORT: taken, GATEWAY_METRICS_PORT: taken }),
      ['BASE_PATH', 'PORT and GATEWAY_METRICS_PORT'],
    ],
  ])('ends %s with all its problems at once: %s', async (name, env, expected) => {
    const { text, closed } = launch(name, env());
    expect(await closed).toEqual([2, null]);
    const [heading, ...lines] = text.stderr.trimEnd().split('\n');
    expect(heading).toBe('The settings in the environment cannot be used:');
    expect(lines.map((line) => /^ {2}- ([^:]*): /.exec(line)?.[1])).toEqual(expected);
    expect(text.stdout).toBe('');
  });
});

describe('a start that may serve later', () => {
  it.each<[keyof typeof MAINS, string, NodeJS.ProcessEnv, RegExp]>([
    [
      'the worker',
      'a damaged file',
      { MODEL: broken },
      /"phase":"failed","reason":"The model cannot be served/,
    ],
    [
      'npm start',
      'a Hub that cannot be reached',
      { MODEL: 'efficientnetv2s-ham10000', HF_ENDPOINT: 'http://127.0.0.1:2' },
      /"reason":"http:\/\/127\.0\.0\.1:2 cannot be reached: it refuses connections/,
    ],
  ])('leaves %s running and saying why: %s', async (name, _, env, expected) => {
    const { child, text, closed } = launch(name, env);
    while (!expected.test(text.stdout)) await once(child.stdout ?? child, 'data');
    expect(text.stdout).toMatch(/"msg":"worker listens"/);
    child.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
    expect(text.stderr).toBe('');
  });
});
