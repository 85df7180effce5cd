import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'npx-'));
// A folder of the clone, of which git knows nothing.
const below = mkdtempSync(join(root, '.cache', 'npx-'));
afterAll(() => {
  for (const folder of [scratch, below]) rmSync(folder, { recursive: true });
});

it('npx slc runs the clone’s own, without a network, on files of the folder that it is called in', async () => {
  mkdirSync(join(below, 'deep'));
  writeFileSync(join(below, 'deep', 'note.txt'), 'no image');
  const { INIT_CWD: _, ...env } = process.env;
  const called = promisify(execFile)(
    'npx',
    ['slc', 'classify', '--model', 'compact-lite0', '--json', 'note.txt'],
    {
      cwd: join(below, 'deep'),
      env: {
        ...env,
        // No package may be asked for, nor a person.
        ...{ npm_config_yes: 'false', npm_config_registry: 'http://127.0.0.1:9' },
        npm_config_cache: join(scratch, 'npm'),
      },
    },
  );
  const { code, stdout } = await called.then(
    (done) => ({ ...done, code: 0 }),
    (failed: { code: number; stdout: string }) => failed,
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ file: 'note.txt', error: { code: 'unsupported_media_type' } });
});
