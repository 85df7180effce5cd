import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readServerAccess } from './server-access.js';

const authorizationBy = (env: NodeJS.ProcessEnv) => readServerAccess(env).authorization?.();

it('shows a user with a password, a token, or nothing', async () => {
  expect(await authorizationBy({})).toBeUndefined();
  expect(await authorizationBy({ DICOMWEB_USER: 'orthanc', DICOMWEB_PASSWORD: 'ä b' })).toBe(
    'Basic b3J0aGFuYzrDpCBi',
  );
  expect(await authorizationBy({ DICOMWEB_TOKEN: 'abc' })).toBe('Bearer abc');
});

it('reads the file of a token anew each time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slc-token-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'token');
  const { authorization } = readServerAccess({ DICOMWEB_TOKEN_PATH: path });
  await expect(authorization?.()).rejects.toMatchObject({ code: 'unauthenticated' });
  for (const token of ['first', 'second']) {
    writeFileSync(path, `${token}\n`);
    expect(await authorization?.()).toBe(`Bearer ${token}`);
  }
  writeFileSync(path, 'a'.repeat(70_000));
  await expect(authorization?.()).rejects.toThrow(/^DICOMWEB_TOKEN_PATH: expected a file with a token/);
  writeFileSync(path, 'two lines\nof text');
  await expect(authorization?.()).rejects.toThrow(/^DICOMWEB_TOKEN_PATH: expected a file with a token/);
});

it('reads no more than a token of a device without an end', async () => {
  const { authorization } = readServerAccess({ DICOMWEB_TOKEN_PATH: '/dev/zero' });
  await expect(authorization?.()).rejects.toMatchObject({ code: 'unauthenticated' });
});

it('names every setting that cannot be used, and none of their values', () => {
  const env = {
    ...{ DICOMWEB_USER: 'orthanc', DICOMWEB_TOKEN: 'secret word', DICOMWEB_TOKEN_PATH: '/token' },
    ...{ DICOMWEB_TLS_CA: '/no/such.pem', DICOMWEB_TLS_KEY: '/no/such.key' },
  };
  const read = () => readServerAccess(env);
  expect(read).toThrow(
    expect.objectContaining({
      code: 'invalid_request',
      message: expect.stringMatching(
        /DICOMWEB_TOKEN: .*\nDICOMWEB_USER and DICOMWEB_PASSWORD: .*\nDICOMWEB_USER, .*\nDICOMWEB_TLS_CA: /,
      ),
    }),
  );
  expect(read).not.toThrow(/secret word/);
});
