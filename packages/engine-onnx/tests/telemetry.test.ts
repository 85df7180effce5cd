import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('runs onnxruntime without its telemetry: no device id and no queue of events is written', async () => {
  const home = await mkdtemp(join(tmpdir(), 'telemetry-'));
  try {
    // onnxruntime itself is silent where it believes to be in a CI, so nothing of that may be seen.
    const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: home, ORT_DISABLE_TELEMETRY: '0' };
    const engineModule = new URL('../dist/engine-module.js', import.meta.url).href;
    const script = `const { probe } = await import('${engineModule}'); console.log((await probe()).description);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { env, cwd: home },
    );
    expect(stdout).toMatch(/^onnxruntime/);
    expect(await readdir(home)).toEqual([]);
  } finally {
    await rm(home, { recursive: true });
  }
});
