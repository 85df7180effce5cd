import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlcError } from '@slc/domain';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Ledger } from './ledger.js';
import { readLedgerFile, writeLedgerFile } from './ledger-file.js';
import { nameOf } from './watch-log.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slc-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const scope = { url: 'http://pacs.example/dicom-web', model: 'abc', explain: null };

it('has what was known, for the same server, model and explanation alone', async () => {
  const path = join(folder, 'state.json');
  expect(await readLedgerFile(path, scope)).toBeNull();
  const ledger = new Ledger();
  ledger.settled('1.2', 'reported');
  ledger.failed('1.3', new SlcError('invalid_image', 'broken'), 0);
  await writeLedgerFile(path, scope, ledger);
  const read = new Ledger((await readLedgerFile(path, scope)) ?? []);
  expect([read.found('1.2', 0), read.found('1.3', 0), read.found('1.4', 0)]).toEqual([false, false, true]);
  expect(JSON.parse(readFileSync(path, 'utf8')).instances['1.3']).toEqual({
    ...{ name: nameOf('1.3'), state: 'given-up', tries: 1, code: 'invalid_image' },
  });
  for (const other of [{ url: 'http://b.example' }, { model: 'def' }, { explain: 'grad-cam' }]) {
    expect(await readLedgerFile(path, { ...scope, ...other })).toBeNull();
  }
});

it('refuses a file of another kind, which would be lost', async () => {
  const path = join(folder, 'photograph.jpg');
  for (const text of [
    '',
    'JFIF',
    'null',
    '[]',
    '{"instances": {}}',
    '{"kind": "slc dicom watch 1", "instances": {"1": 2}}',
  ]) {
    writeFileSync(path, text);
    await expect(readLedgerFile(path, scope)).rejects.toMatchObject({ code: 'invalid_request' });
  }
  await expect(readLedgerFile(folder, scope)).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(writeLedgerFile(join(folder, 'no', 'such'), scope, new Ledger())).rejects.toMatchObject({
    code: 'invalid_request',
  });
});
