import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadFileToCacheDir, scanCachedRepo } from '@huggingface/hub';
import type { HubSource, ModelManifest } from '@slc/domain';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
// Whole processes are started from built code.
import {
  createModelStore,
  type FetchReport,
  type HubModel,
  type HubSettings,
  type ModelStoreDependencies,
  readManifest,
} from '../dist/index.js';
import { type HubStandIn, type StandInFile, standInFile, startHubStandIn } from './hub-stand-in.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'model-store-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const full = await readManifest(
  fileURLToPath(new URL('../efficientnetv2s-ham10000/manifest.json', import.meta.url)),
);
const MIB = 2 ** 20;
const file: StandInFile = standInFile(randomBytes(4 * MIB), 'weights/model.h5');

let hub: HubStandIn;
let cacheDirectory: string;
let settings: HubSettings;
beforeEach(async () => {
  hub = await startHubStandIn(file);
  cacheDirectory = mkdtempSync(join(scratch, 'cache-'));
  settings = { endpoint: hub.endpoint, token: undefined, isOffline: false, cacheDirectory };
});
afterEach(() => hub.close());

function modelOf(source: HubSource): HubModel {
  const manifest: ModelManifest & { source: HubSource } = { ...full, source };
  return { kind: 'hub', manifest, besidePath: join(cacheDirectory, 'beside.h5') };
}

interface Fetching {
  readonly source?: HubSource;
  readonly settings?: Partial<HubSettings>;
  readonly dependencies?: ModelStoreDependencies;
  readonly signal?: AbortSignal;
}

/** Everything that the store reports, with pauses too short to wait for. */
async function fetchAll(options: Fetching = {}): Promise<FetchReport[]> {
  const store = createModelStore(
    { ...settings, ...options.settings },
    { firstPauseMs: 1, stallMs: 2_000, ...options.dependencies },
  );
  const reports: FetchReport[] = [];
  for await (const report of store.fetch(modelOf(options.source ?? file.source), options.signal)) {
    reports.push(report);
  }
  return reports;
}

const repository = () => join(cacheDirectory, 'models--somebody--a-model');
const blobs = () => (existsSync(join(repository(), 'blobs')) ? readdirSync(join(repository(), 'blobs')) : []);
const partPath = () => join(repository(), 'blobs', `${file.sha256}.slc-part`);
const pointerPath = () => join(repository(), 'snapshots', file.source.revision, 'weights', 'model.h5');

function leavePart(bytes: Buffer): void {
  mkdirSync(join(repository(), 'blobs'), { recursive: true });
  writeFileSync(partPath(), bytes);
}

/** The cache has nothing under a name that a client would trust. */
function expectNothingNamed(): void {
  expect(blobs().filter((name) => !name.endsWith('.slc-part'))).toEqual([]);
  expect(existsSync(pointerPath())).toBe(false);
}

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

  it('sends the token to the Hub alone', async () => {
    await fetchAll({ settings: { token: 'hf_secret' } });
    const sent = (host: string) =>
      hub.seen.filter((seen) => seen.host === host).map(({ authorization }) => authorization);
    expect(sent('hub')).toEqual(['Bearer hf_secret', 'Bearer hf_secret']);
    expect(sent('content')).toEqual([undefined]);
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

describe('a fault that passes', () => {
  const status =
    (code: number, headers = {}) =>
    (_: unknown, response: import('node:http').ServerResponse) => {
      response.writeHead(code, headers).end();
      return true;
    };

  it.each([429, 500, 503])('of status %i is tried again, until it is over', async (code) => {
    let left = 2;
    hub.misbehaviour = { hub: (request, response) => left-- > 0 && status(code)(request, response) };
    const reports = await fetchAll();
    expect(reports.filter(({ kind }) => kind === 'retrying')).toHaveLength(2);
  });

  it('is not tried again before the time that the host names', async () => {
    let first = true;
    hub.misbehaviour = {
      content(request, response) {
        if (!first) return false;
        first = false;
        return status(503, { 'retry-after': '1' })(request, response);
      },
    };
    const startedMs = performance.now();
    const reports = await fetchAll();
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1_000);
    expect(reports.find(({ kind }) => kind === 'retrying')).toMatchObject({ pauseMs: 1_000 });
  });

  it('that would last too long is reported with its time', async () => {
    hub.misbehaviour = { hub: status(429, { 'retry-after': '3600' }) };
    await expect(fetchAll()).rejects.toMatchObject({
      retryAfterMs: 3_600_000,
      message: expect.stringMatching(/fewer requests/),
    });
    expect(hub.seen).toHaveLength(1);
  });

  it('of an address whose signature has run out is cured by asking the Hub again', async () => {
    let first = true;
    hub.misbehaviour = {
      content(request, response) {
        if (!first) return false;
        first = false;
        return status(403)(request, response);
      },
    };
    await fetchAll();
    expect(hub.seen.map(({ host }) => host)).toEqual(['hub', 'hub', 'content', 'hub', 'content']);
  });

  it.each([204, 205])('of an answer without a body (%i) is tried again', async (code) => {
    let first = true;
    hub.misbehaviour = {
      content(request, response) {
        if (!first) return false;
        first = false;
        return status(code)(request, response);
      },
    };
    const reports = await fetchAll();
    expect(reports.filter(({ kind }) => kind === 'retrying')).toHaveLength(1);
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
  });
});

describe('a fault that stays gets a message of its own, and nothing wrong gets a name', () => {
  const flipped = Buffer.from(file.bytes);
  flipped.writeUInt8(flipped.readUInt8(1_000_000) ^ 1, 1_000_000);
  const html = (_: unknown, response: import('node:http').ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Please log in</h1>');
    return true;
  };
  const refuse =
    (code: number, reason: string) => (_: unknown, response: import('node:http').ServerResponse) => {
      response.writeHead(code, { 'x-error-code': reason }).end();
      return true;
    };

  const json = (text: string) => (_: unknown, response: import('node:http').ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    return true;
  };
  it.each(['{}', 'null', '[null]', '[', ''])(
    'JSON of another form instead of the Hub’s answer: %s',
    async (text) => {
      hub.misbehaviour = { hub: json(text) };
      await expect(fetchAll()).rejects.toMatchObject({
        code: 'model_not_ready',
        message: expect.stringMatching(/expected the Hub's entry of the file as JSON, got something else/),
      });
      expect(hub.seen).toHaveLength(1);
      expectNothingNamed();
    },
  );

  it('a Hub’s answer that breaks off is tried again', async () => {
    hub.misbehaviour = {
      hub(_, response) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('[{');
        setTimeout(() => response.destroy(), 20);
        return true;
      },
    };
    await expect(fetchAll()).rejects.toMatchObject({
      retryAfterMs: 0,
      message: expect.stringMatching(/the connection broke/),
    });
    expect(hub.seen).toHaveLength(5);
  });

  const faults: readonly [name: string, prepare: () => Fetching, code: string, message: RegExp][] = [
    [
      'a flipped byte',
      () => {
        hub.misbehaviour = { bytes: flipped };
        return {};
      },
      'invalid_model',
      /expected sha256 \w{64}, the downloaded bytes have \w{64}\. The file was changed/,
    ],
    [
      'a truncated file',
      () => {
        hub.misbehaviour = { bytes: file.bytes.subarray(0, MIB) };
        return {};
      },
      'invalid_model',
      /expected 4194304 more bytes, the server announces 1048576/,
    ],
    [
      'a connection that always breaks at once',
      () => {
        hub.misbehaviour = {
          content(_, response) {
            response.writeHead(200, { 'content-length': String(file.bytes.length) }).flushHeaders();
            setTimeout(() => response.destroy(), 20);
            return true;
          },
        };
        return {};
      },
      'model_not_ready',
      /the connection broke after 0 of 4194304 bytes/,
    ],
    [
      'a length header that is too long',
      () => {
        hub.misbehaviour = {
          content(_, response) {
            response.writeHead(200, { 'content-length': String(file.bytes.length + 1) });
            response.end(Buffer.concat([file.bytes, Buffer.alloc(1)]));
            return true;
          },
        };
        return {};
      },
      'invalid_model',
      /expected 4194304 more bytes, the server announces 4194305/,
    ],
    [
      'more bytes than there should be, unannounced',
      () => {
        hub.misbehaviour = {
          content(_, response) {
            response.writeHead(200);
            response.end(Buffer.concat([file.bytes, Buffer.alloc(1)]));
            return true;
          },
        };
        return {};
      },
      'invalid_model',
      /expected 4194304 bytes, more came/,
    ],
    [
      'a range of another file',
      () => {
        leavePart(file.bytes.subarray(0, MIB));
        hub.misbehaviour = { bytes: Buffer.concat([file.bytes, Buffer.alloc(5)]) };
        return {};
      },
      'invalid_model',
      /expected a range from 1048576 of 4194304 bytes, the server sends "bytes 1048576-4194308\/4194309"/,
    ],
    [
      'a wrong sha256 in the manifest',
      () => ({ source: { ...file.source, sha256: 'a'.repeat(64) } }),
      'invalid_model',
      /the manifest says sha256 a{64}, the Hub's entry \w{64}/,
    ],
    [
      'a wrong sha256 in the Hub’s entry',
      () => {
        hub.misbehaviour = { sha256: 'b'.repeat(64) };
        return {};
      },
      'invalid_model',
      /expected sha256 b{64}, the downloaded bytes have/,
    ],
    [
      'a wrong size in the manifest',
      () => ({ source: { ...file.source, sizeBytes: 5 } }),
      'invalid_model',
      /the manifest says 5 bytes, the Hub's entry 4194304/,
    ],
    [
      'a web page instead of the file, with status 200',
      () => {
        hub.misbehaviour = { content: html };
        return {};
      },
      'model_not_ready',
      /expected the model's bytes, got a page \(text\/html.*login page/,
    ],
    [
      'a web page instead of the Hub’s answer, with status 200',
      () => {
        hub.misbehaviour = { hub: html };
        return {};
      },
      'model_not_ready',
      /expected the Hub's entry of the file as JSON, got something else.*login page/,
    ],
    [
      'redirects in circles',
      () => {
        hub.misbehaviour = {
          content(request, response) {
            response.writeHead(302, { location: request.url ?? '/' }).end();
            return true;
          },
        };
        return {};
      },
      'model_not_ready',
      /redirects in circles/,
    ],
    [
      'a connection that stalls',
      () => {
        hub.misbehaviour = {
          content(_, response) {
            response.writeHead(200, { 'content-length': String(file.bytes.length) });
            response.write(file.bytes.subarray(0, 10));
            return true;
          },
        };
        return { dependencies: { stallMs: 100 } };
      },
      'model_not_ready',
      /the connection stalled, no byte came for 0\.1 s/,
    ],
    [
      'a host that never answers',
      () => {
        hub.misbehaviour = { hub: () => true };
        return { dependencies: { stallMs: 100 } };
      },
      'model_not_ready',
      /the connection stalled, no byte came for 0\.1 s/,
    ],
    [
      'a content host that always answers without a body',
      () => {
        hub.misbehaviour = { content: refuse(204, '') };
        return {};
      },
      'model_not_ready',
      /the content host answered with status 204, expected 200 or 206 with a body/,
    ],
    [
      'a body that gives nothing and ignores the abort',
      () => ({
        dependencies: {
          stallMs: 100,
          fetch: async (input, init) =>
            String(input).includes('/resolve/')
              ? new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
              : await fetch(input, init),
        },
      }),
      'model_not_ready',
      /the connection stalled, no byte came for 0\.1 s/,
    ],
    [
      'a disk without room',
      () => ({ dependencies: { freeBytes: async () => MIB } }),
      'model_not_ready',
      /needs 4194304 more bytes in its cache, the disk has 1048576 left/,
    ],
    [
      'a revision that is not there',
      () => ({ source: { ...file.source, revision: '0'.repeat(40) } }),
      'not_found',
      /has no such revision in this repository \(404\)/,
    ],
    [
      'a repository that is not there',
      () => ({ source: { ...file.source, repo: 'nobody/nothing' } }),
      'not_found',
      /has no such repository \(404\)/,
    ],
    [
      'a file that is not there',
      () => ({ source: { ...file.source, file: 'other.h5' } }),
      'not_found',
      /the revision has no such file/,
    ],
    [
      'a repository that wants a token',
      () => {
        hub.misbehaviour = { hub: refuse(401, 'RepoNotFound') };
        return {};
      },
      'unauthenticated',
      /asks for a token \(401\): set HF_TOKEN/,
    ],
    [
      'a token that is not accepted',
      () => {
        hub.misbehaviour = { hub: refuse(401, '') };
        return { settings: { token: 'hf_old' } };
      },
      'unauthenticated',
      /does not accept HF_TOKEN \(401\)/,
    ],
    [
      'a gated repository',
      () => {
        hub.misbehaviour = { hub: refuse(403, 'GatedRepo') };
        return {};
      },
      'unauthenticated',
      /denies access \(403\): ask for access on its page/,
    ],
    [
      'a host whose name is unknown',
      () => ({ settings: { endpoint: 'http://hub.invalid' } }),
      'model_not_ready',
      /http:\/\/hub\.invalid cannot be reached: its name cannot be resolved/,
    ],
    [
      'a host that refuses connections',
      () => ({ settings: { endpoint: 'http://127.0.0.1:2' } }),
      'model_not_ready',
      /cannot be reached: it refuses connections/,
    ],
    ['being offline', () => ({ settings: { isOffline: true } }), 'not_found', /HF_HUB_OFFLINE forbids/],
  ];

  it.each(faults)('%s', async (_, prepare, code, message) => {
    await expect(fetchAll(prepare())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expectNothingNamed();
  });

  it.skipIf(!existsSync('/dev/full'))('a disk that fills up on the way', async () => {
    leavePart(Buffer.alloc(0));
    rmSync(partPath());
    symlinkSync('/dev/full', partPath());
    await expect(fetchAll()).rejects.toMatchObject({
      message: expect.stringMatching(/The disk of the model cache is full/),
    });
    expectNothingNamed();
  });

  it.each(['EISDIR', 'EIO', 'EMFILE', 'ENFILE', 'ELOOP'])('a disk fault of kind %s', async (kind) => {
    const freeBytes = async () => {
      throw Object.assign(new Error(`${kind}: of the disk`), { code: kind });
    };
    await expect(fetchAll({ dependencies: { freeBytes } })).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringMatching(new RegExp(`\\(${kind}\\)\\.`)),
    });
    expectNothingNamed();
  });

  it.each([
    ['a read-only cache', '/sys/slc-cache'],
    ['a cache that is a file', '/dev/null/cache'],
    ['a cache where no folders are made', '/proc/slc/cache'],
  ])('%s', async (_, folder) => {
    if (!existsSync('/proc/self')) return;
    await expect(fetchAll({ settings: { cacheDirectory: folder } })).rejects.toMatchObject({
      message: expect.stringMatching(/The model cache cannot be written \(E\w+\)\. Set MODEL_CACHE_DIR/),
    });
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
      // The lock of the killed one is taken over at once, not after its time.
      expect(performance.now() - startedMs).toBeLessThan(8_000);
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
