import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { SettingsError } from '@slc/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { descendantsOf, firstPid, isAlive } from '../../engine/tests/processes.js';
// Settings are read and processes forked from built code.
import { envToDevStackConfig } from '../dist/index.js';
import { DRAWING, QUIET_ENV } from './running-stack.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('the settings of npm start', () => {
  it('are refused for both services at once, each problem once', () => {
    const bad = { PORT: 'abc', QUEUE_LIMIT: '-1', LOG_LEVEL: 'loud' };
    const names = problemsOf(bad).map((problem) => problem.split(':')[0]);
    expect(names.toSorted()).toEqual(['LOG_LEVEL', 'PORT', 'QUEUE_LIMIT']);
  });

  it.each([
    [{ PORT: '9000', GRPC_PORT: '9000' }, /^PORT and GRPC_PORT: expected different ports, got 9000/],
    [{ GATEWAY_METRICS_PORT: '9464' }, /^GATEWAY_METRICS_PORT and WORKER_METRICS_PORT: expected different/],
    [
      { UPLOAD_LIMIT_BYTES: '20000000' },
      /^UPLOAD_LIMIT_BYTES: expected at most IMAGE_LIMIT_BYTES \(10485760\)/,
    ],
    [{ WORKER_ADDRESS: 'elsewhere:50051' }, /^WORKER_ADDRESS: expected 127\.0\.0\.1:50051/],
  ])('are refused where the two services contradict each other: %o', (settings, problem) => {
    expect(problemsOf(settings)).toEqual([expect.stringMatching(problem)]);
  });

  it('may name the address of its own worker', () => {
    expect(problemsOf({ GRPC_PORT: '6000', GRPC_HOST: '0.0.0.0', WORKER_ADDRESS: '127.0.0.1:6000' })).toEqual(
      [],
    );
  });
});

describe('the model of npm start', () => {
  it('may be stood in for, and a relative path starts where npm was called', () => {
    const { worker } = envToDevStackConfig({ INIT_CWD: '/somewhere', MODEL: 'mine.json' });
    expect(worker).toMatchObject({
      model: 'mine.json',
      baseDirectory: '/somewhere',
      modelFallback: 'compact',
    });
    expect(envToDevStackConfig({ MODEL_FALLBACK: 'none' }).worker.modelFallback).toBe('none');
  });

  it('is refused with all its settings at once where they cannot be used', () => {
    const bad = { MODEL_FALLBACK: 'big', HF_ENDPOINT: 'hub', HF_TOKEN: 'a b', HF_HUB_OFFLINE: '2' };
    const names = problemsOf(bad).map((problem) => problem.split(':')[0]);
    expect(names.toSorted()).toEqual(['HF_ENDPOINT', 'HF_HUB_OFFLINE', 'HF_TOKEN', 'MODEL_FALLBACK']);
  });

  it('is refused for a contradiction too, unless one of its settings cannot be used anyway', () => {
    const contradiction = { UPLOAD_LIMIT_BYTES: '20000000' };
    const names = (bad: NodeJS.ProcessEnv) => problemsOf(bad).map((problem) => problem.split(':')[0]);
    expect(names({ ...contradiction, BASE_PATH: '/api' })).toEqual(['BASE_PATH', 'UPLOAD_LIMIT_BYTES']);
    expect(names({ ...contradiction, IMAGE_LIMIT_BYTES: 'x' })).toEqual(['IMAGE_LIMIT_BYTES']);
    expect(names({ GRPC_PORT: 'x', WORKER_ADDRESS: '127.0.0.1:6000' })).toEqual(['GRPC_PORT']);
    expect(names({ GRPC_TLS_KEY: '/nowhere/key.pem' }).toSorted()).toEqual(['GRPC_TLS_CERT', 'GRPC_TLS_KEY']);
  });
});

describe('npm start', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** Resolves when it has said where it listens and that its model serves. */
  async function startProcess(): Promise<{ child: ChildProcess; pid: number; base: string }> {
    const child = spawn(process.execPath, [main], {
      // A process group of its own, as a terminal gives to the command it runs.
      detached: true,
      env: { ...process.env, ...QUIET_ENV, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    for (;;) {
      await once(child.stdout, 'data');
      const base = output.match(/^http:\/\/localhost:\d+$/m)?.[0];
      if (base && output.includes('"phase":"ready"')) {
        return { child, pid: firstPid([child.pid]), base };
      }
    }
  }

  it('answers what is in flight after one SIGTERM, and leaves no process behind', async () => {
    const { child, pid, base } = await startProcess();
    const processes = descendantsOf(pid);
    const uploads = await Promise.all(Array.from({ length: 4 }, () => beginUpload(base)));
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await Promise.all(uploads.map(({ finish }) => finish()))).toEqual([200, 200, 200, 200]);
    expect(await exited).toEqual([0, null]);
    expect(processes.filter(isAlive)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'ends on one Ctrl-C, which reaches its engines too, and leaves no process behind',
    async () => {
      const { child, pid } = await startProcess();
      const processes = descendantsOf(pid);
      expect(processes.length).toBeGreaterThan(0);
      const exited = once(child, 'exit');
      // A terminal sends the signal to the whole group.
      process.kill(-pid, 'SIGINT');
      expect(await exited).toEqual([0, null]);
      expect(processes.filter(isAlive)).toEqual([]);
    },
  );
});

/** Begins a request whose body is held back. Resolves when the gateway has said that it waits for the rest. */
async function beginUpload(base: string): Promise<{ finish(): Promise<number> }> {
  const upload = request(`${base}/api/v1/classify`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/jpeg', 'Content-Length': DRAWING.length, Expect: '100-continue' },
  });
  const answered = once(upload, 'response');
  upload.flushHeaders();
  await once(upload, 'continue');
  return {
    async finish() {
      upload.end(DRAWING);
      const [response] = (await answered) as [IncomingMessage];
      response.resume();
      return response.statusCode ?? 0;
    },
  };
}

function problemsOf(settings: NodeJS.ProcessEnv): readonly string[] {
  try {
    envToDevStackConfig(settings);
    return [];
  } catch (error) {
    return error instanceof SettingsError ? error.problems : [String(error)];
  }
}
