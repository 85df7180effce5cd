import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadFileToCacheDir, scanCachedRepo } from '@huggingface/hub';
import { describe, expect, it } from 'vitest';
// Whole processes are started from built code.
import { createModelStore } from '../dist/index.js';
import {
  blobs,
  cacheDirectory,
  expectNothingNamed,
  fetchAll,
  file,
  full,
  hub,
  leavePart,
  MIB,
  modelOf,
  partPath,
  pointerPath,
  repository,
  settings,
} from './fetch-from-stand-in.js';

describe('fetching a model', () => {
  it('brings the verified bytes into the cache, and reports its progress', async () => {
    const reports = await fetchAll();
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
    expect(blobs()).toEqual([file.sha256]);
    const progress = reports.filter((report) => report.kind === 'progress');
    expect(progress[0]).toEqual({
      kind: 'progress',
      bytesDone: 0,
      bytesTotal: 4 * MIB,
      isElsewhere: false,
    });
    expect(progress.at(-1)).toMatchObject({ bytesDone: 4 * MIB });
    expect(reports.at(-1)).toMatchObject({
      kind: 'done',
      model: { weightsPath: pointerPath(), verifiedSha256: file.sha256 },
    });
    expect(hub.seen.map(({ host, method }) => `${host} ${method}`)).toEqual([
      'hub POST',
      'hub GET',
      'content GET',
    ]);
  });

  it('asks nothing of the network for what is in the cache', async () => {
    await fetchAll();
    const asked = hub.seen.length;
    const offline = createModelStore({ ...settings, isOffline: true });
    expect(await offline.find(modelOf(file.source))).toMatchObject({ verifiedSha256: file.sha256 });
    expect((await fetchAll()).map(({ kind }) => kind)).toEqual(['done']);
    expect(hub.seen).toHaveLength(asked);
  });

  it('takes a file beside the manifest before cache and Hub', async () => {
    const { besidePath } = modelOf(file.source);
    writeFileSync(besidePath, file.bytes);
    const store = createModelStore(settings);
    expect(await store.find(modelOf(file.source))).toMatchObject({ weightsPath: besidePath });
    writeFileSync(besidePath, 'short');
    await expect(store.find(modelOf(file.source))).rejects.toMatchObject({ code: 'invalid_model' });
  });

  it('finds what the Hub’s own client has fetched, and is found by it', async () => {
    const { repo, revision, file: path } = file.source;
    const theirs = { repo, revision, path, hubUrl: hub.endpoint, cacheDir: cacheDirectory };
    await downloadFileToCacheDir(theirs);
    const asked = hub.seen.length;
    const store = createModelStore(settings);
    expect(await store.find(modelOf(file.source))).toMatchObject({ verifiedSha256: file.sha256 });
    expect(hub.seen).toHaveLength(asked);

    rmSync(repository(), { recursive: true });
    await fetchAll();
    const askedByUs = hub.seen.length;
    expect(await downloadFileToCacheDir(theirs)).toBe(pointerPath());
    expect(hub.seen).toHaveLength(askedByUs);
    const scanned = await scanCachedRepo(repository());
    expect(scanned.revisions.map(({ commitOid }) => commitOid)).toEqual([revision]);
  });

  it('uses the bytes that are there under another commit', async () => {
    await fetchAll();
    rmSync(join(repository(), 'snapshots'), { recursive: true });
    await fetchAll();
    expect(hub.seen.filter(({ host }) => host === 'content')).toHaveLength(1);
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
  });

  it('replaces a damaged file of the cache', async () => {
    await fetchAll();
    const blob = join(repository(), 'blobs', file.sha256);
    const damaged = Buffer.from(file.bytes);
    damaged.writeUInt8(damaged.readUInt8(7) ^ 1, 7);
    writeFileSync(blob, damaged);
    await expect(createModelStore(settings).find(modelOf(file.source))).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(new RegExp(`expected sha256 ${file.sha256}`)),
    });
    await fetchAll();
    expect(readFileSync(blob).equals(file.bytes)).toBe(true);
  });

  const folders: readonly [name: string, path: () => string][] = [
    ['pointer', pointerPath],
    ['bytes', () => join(repository(), 'blobs', file.sha256)],
    ['part', partPath],
  ];
  it.each(folders)('replaces a folder where the %s should be', async (_, path) => {
    mkdirSync(join(path(), 'something'), { recursive: true });
    await fetchAll();
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
  });

  it('replaces a link to a folder, and leaves what is in that folder', async () => {
    const elsewhere = join(cacheDirectory, 'elsewhere');
    mkdirSync(join(elsewhere, 'something'), { recursive: true });
    mkdirSync(join(pointerPath(), '..'), { recursive: true });
    symlinkSync(elsewhere, pointerPath());
    await fetchAll();
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
    expect(existsSync(join(elsewhere, 'something'))).toBe(true);
  });

  it('stops when the signal says so, and when the reader leaves; the bytes so far are kept', async () => {
    hub.misbehaviour = { pauseMs: 5 };
    const controller = new AbortController();
    const stopped = fetchAll({ signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });

    const store = createModelStore(settings);
    for await (const report of store.fetch(modelOf(file.source))) {
      if (report.kind === 'progress' && report.bytesDone > MIB) break;
    }
    expect(statSync(partPath()).size).toBeGreaterThan(MIB);
    expect(readdirSync(join(cacheDirectory, '.locks', 'models--somebody--a-model'))).toEqual([]);
    expectNothingNamed();
  });
});

describe('resuming', () => {
  it('continues from the part that is there', async () => {
    leavePart(file.bytes.subarray(0, 3 * MIB));
    await fetchAll();
    expect(hub.seen.at(-1)).toMatchObject({ host: 'content', range: `bytes=${3 * MIB}-${4 * MIB - 1}` });
    expect(hub.bytesSent).toBe(MIB);
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
  });

  it.each<[string, () => Buffer, number]>([
    ['a whole part', () => file.bytes, 0],
    ['a part that is too long', () => Buffer.concat([file.bytes, Buffer.alloc(9)]), 4 * MIB],
    ['a part of another file', () => Buffer.alloc(MIB, 1), 7 * MIB],
  ])('gives the right file after %s', async (_, part, sent) => {
    leavePart(part());
    await fetchAll();
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
    expect(hub.bytesSent).toBe(sent);
  });

  it('starts again where the content host has no ranges', async () => {
    hub.misbehaviour = { ignoresRanges: true };
    leavePart(Buffer.alloc(MIB, 1));
    await fetchAll();
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
  });

  it.each([1, 3 * MIB])(
    'keeps nothing from before an answer that is the whole file, after %i bytes',
    async (left) => {
      leavePart(file.bytes.subarray(0, left));
      hub.misbehaviour = {
        content(_, response) {
          response.writeHead(200).end();
          return true;
        },
      };
      await expect(fetchAll()).rejects.toMatchObject({
        message: expect.stringMatching(/the connection ended after 0 of 4194304 bytes/),
      });
      expect(statSync(partPath()).size).toBe(0);
    },
  );

  it('does not add up wrong short answers', async () => {
    const wrong = 'log in';
    hub.misbehaviour = {
      content(_, response) {
        response.writeHead(200).end(wrong);
        return true;
      },
    };
    const done: number[] = [];
    const store = createModelStore(settings, { firstPauseMs: 1 });
    const reading = (async () => {
      for await (const report of store.fetch(modelOf(file.source))) {
        if (report.kind === 'progress') done.push(report.bytesDone);
      }
    })();
    await expect(reading).rejects.toMatchObject({
      message: expect.stringMatching(/the connection ended after 6 of 4194304 bytes/),
    });
    expect(Math.max(...done)).toBe(wrong.length);
    expect(readFileSync(partPath(), 'utf8')).toBe(wrong);
    expect(hub.seen.filter(({ host }) => host === 'content').length).toBeLessThanOrEqual(6);
  });

  it('goes on through connections that break again and again', async () => {
    hub.misbehaviour = { breaksAfterBytes: 300_000 };
    const reports = await fetchAll();
    expect(reports.filter(({ kind }) => kind === 'retrying').length).toBeGreaterThan(8);
    expect(hub.bytesSent).toBeLessThanOrEqual(file.bytes.length + 64 * 1024);
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
  });
});

describe('several processes', () => {
  /** @param killAtBytes how much has to be on the disk before the process is killed */
  async function fetchInChild(
    killAtBytes = Number.POSITIVE_INFINITY,
  ): Promise<{ code: number | null; output: string }> {
    const manifest = JSON.stringify({ ...full, source: file.source });
    const child = spawn(process.execPath, [fileURLToPath(new URL('./fetch-child.mjs', import.meta.url))], {
      env: { ...process.env, MANIFEST: manifest, HF_ENDPOINT: hub.endpoint, MODEL_CACHE_DIR: cacheDirectory },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let bytes = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      bytes = Math.max(bytes, ...[...text.matchAll(/"bytesDone":(\d+)/g)].map(([, done]) => Number(done)));
      if (bytes >= killAtBytes) child.kill('SIGKILL');
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output };
  }

  it.each([0.1, 0.5, 0.99])(
    'resume what one that was killed at %f of the file has left',
    async (fraction) => {
      const killedAt = Math.floor(fraction * file.bytes.length);
      hub.misbehaviour = { holdsAtBytes: killedAt };
      expect((await fetchInChild(killedAt)).code).toBe(null);
      expect(statSync(partPath()).size).toBe(killedAt);
      expectNothingNamed();

      hub.misbehaviour = {};
      const startedMs = performance.now();
      expect((await fetchInChild()).code).toBe(0);
      // The lock of the killed one is taken over at once, not after its time, which is 12 seconds at least.
      expect(performance.now() - startedMs).toBeLessThan(11_000);
      expect(createHash('sha256').update(readFileSync(pointerPath())).digest('hex')).toBe(file.sha256);
      expect(hub.seen.at(-1)?.range).toBe(`bytes=${killedAt}-${file.bytes.length - 1}`);
      expect(hub.bytesSent).toBe(file.bytes.length);
    },
  );

  it('ten at once make one download, and each gets the file', async () => {
    hub.misbehaviour = { pauseMs: 5 };
    const children = await Promise.all(Array.from({ length: 10 }, () => fetchInChild()));
    for (const { code, output } of children) {
      expect(code).toBe(0);
      expect(output).toMatch(/"kind":"done"/);
    }
    expect(hub.seen.filter(({ host }) => host === 'content')).toHaveLength(1);
    expect(hub.bytesSent).toBe(file.bytes.length);
    expect(children.filter(({ output }) => output.includes('"isElsewhere":true')).length).toBeGreaterThan(0);
  });
});
