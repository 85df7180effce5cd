import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlcError } from '@slc/domain';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Ledger } from './ledger.js';
import { readLedgerFile, withLedger, writeLedgerFile } from './ledger-file.js';
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
    '{"kind": "slc dicom watch 1"}',
    '{"kind": "slc dicom watch 1", "instances": null}',
    '{"kind": "slc dicom watch 1", "instances": {"1": 2}}',
    '{"kind": "slc dicom watch 1", "instances": {"1": {"state": "given-up"}}}',
    '{"kind": "slc dicom watch 1", "instances": {"1": {"state": "failing", "tries": 1, "code": "internal"}}}',
  ]) {
    writeFileSync(path, text);
    await expect(readLedgerFile(path, scope)).rejects.toMatchObject({ code: 'invalid_request' });
  }
  await expect(readLedgerFile(folder, scope)).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(writeLedgerFile(join(folder, 'no', 'such'), scope, new Ledger())).rejects.toMatchObject({
    code: 'invalid_request',
  });
});

it('has what is done while the work goes on, and the rest when it ends, even by an error', async () => {
  const path = join(folder, 'state.json');
  const known = async () => [...((await readLedgerFile(path, scope)) ?? new Map()).keys()];
  const onFault = (error: SlcError) => expect.fail(error.message);
  const work = withLedger({ path, scope, onFault }, async ({ ledger, saveSoon }) => {
    ledger.settled('1.1', 'reported');
    saveSoon();
    await expect.poll(known).toEqual(['1.1']);
    ledger.settled('1.2', 'reported');
    throw new SlcError('cancelled', 'stopped');
  });
  await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  expect(await known()).toEqual(['1.1', '1.2']);
  expect(readdirSync(folder)).toEqual(['state.json']);
});

it('writes again what could not be written, and lets the work go on', async () => {
  const path = join(folder, 'state.json');
  const faults: string[] = [];
  const onFault = ({ code }: SlcError) => faults.push(code);
  await withLedger({ path, scope, onFault }, async ({ ledger, saveNow }) => {
    ledger.settled('1.1', 'reported');
    // No file can get this name while a folder has it.
    mkdirSync(path);
    await saveNow();
    rmdirSync(path);
    await saveNow();
    expect(await readLedgerFile(path, scope)).toEqual(new Map([['1.1', { state: 'reported' }]]));
  });
  expect(faults).toEqual(['invalid_request']);
});
