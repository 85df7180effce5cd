import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ArchiveImage, type FetchOptions, fetchImages, type ImageOutcome } from './fetch-images.mjs';

/** A drawing holds no metadata at all; with a segment of them it stands for a published file. */
const PICTURE = await readFile(new URL('synthetic/drawn-1.jpg', import.meta.url));
const JPEG = withSegment(PICTURE, 0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0');
const OTHER_JPEG = await readFile(new URL('synthetic/drawn-2.jpg', import.meta.url));
const IMAGE: ArchiveImage = {
  file: 'nv_1.jpg',
  isicId: 'ISIC_0024698',
  sha256: sha256(JPEG),
  pictureSha256: sha256(PICTURE),
};

type Handler = (response: ServerResponse, isicId?: string) => void;

/** Speaks the archive's two routes: an image's details, and its file. Each answer may be replaced, in order. */
interface Archive {
  readonly baseUrl: string;
  readonly requests: string[];
  answersToDetail: Handler[];
  answersToFile: Handler[];
}

let archive: Archive;
let server: Server;
let outDirectory: string;

beforeEach(async () => {
  outDirectory = await mkdtemp(path.join(tmpdir(), 'slc-test-images-'));
  server = createServer((request, response) => {
    const url = request.url ?? '';
    archive.requests.push(url);
    if (url.startsWith('/files/')) return (archive.answersToFile.shift() ?? sendFile(JPEG))(response);
    const isicId = /^\/api\/v2\/images\/(ISIC_\d{7})\/$/.exec(url)?.[1];
    if (isicId === undefined) return send(404, '{"message":"Not Found"}')(response);
    return (archive.answersToDetail.shift() ?? sendDetail(isicId))(response, isicId);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // listen() on a TCP port has finished, so the address is not a pipe's name
  const { port } = server.address() as AddressInfo;
  archive = { baseUrl: `http://127.0.0.1:${port}`, requests: [], answersToDetail: [], answersToFile: [] };
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(outDirectory, { recursive: true });
});

describe('fetchImages', () => {
  it('asks for the details by id, then gets the file under its signed address', async () => {
    const outcomes = await fetchFrom({});
    expect(outcomes).toEqual([{ image: IMAGE, status: 'fetched', likeness: 'same-file' }]);
    expect(archive.requests).toEqual([
      '/api/v2/images/ISIC_0024698/',
      '/files/ISIC_0024698.jpg?Signature=secret',
    ]);
    expect(await readdir(outDirectory)).toEqual(['nv_1.jpg']);
    expect(await readFile(path.join(outDirectory, 'nv_1.jpg'))).toEqual(JPEG);
  });

  it('leaves existing files alone, without a request', async () => {
    await writeFile(path.join(outDirectory, 'nv_1.jpg'), JPEG);
    expect(await fetchFrom({})).toEqual([{ image: IMAGE, status: 'present' }]);
    expect(archive.requests).toEqual([]);
  });

  it("knows the picture under the archive's metadata, when fetched and when already there", async () => {
    const withMetadata = withSegment(JPEG, 0xe1, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>');
    archive.answersToFile = [sendFile(withMetadata)];
    expect(await fetchFrom({})).toMatchObject([{ status: 'fetched', likeness: 'same-picture' }]);
    expect(await fetchFrom({})).toMatchObject([{ status: 'present' }]);
  });

  it('keeps another encoding of the picture, and says that it is one', async () => {
    archive.answersToFile = [sendFile(OTHER_JPEG)];
    expect(await fetchFrom({})).toMatchObject([{ status: 'fetched', likeness: 'different' }]);
    expect(await readFile(path.join(outDirectory, 'nv_1.jpg'))).toEqual(OTHER_JPEG);
  });

  it('replaces a broken file', async () => {
    await writeFile(path.join(outDirectory, 'nv_1.jpg'), JPEG.subarray(0, 500));
    expect(await fetchFrom({})).toMatchObject([{ status: 'fetched', likeness: 'same-file' }]);
    expect(await readFile(path.join(outDirectory, 'nv_1.jpg'))).toEqual(JPEG);
  });

  it.each<[string, Partial<Pick<Archive, 'answersToDetail' | 'answersToFile'>>, number[]]>([
    ['a 503', { answersToDetail: [send(503)] }, [500]],
    ['two 500s', { answersToDetail: [send(500), send(500)] }, [500, 1000]],
    ['a 429 that names its delay', { answersToDetail: [send(429, '', { 'retry-after': '7' })] }, [7000]],
    [
      'a delay beyond all patience',
      { answersToDetail: [send(503, '', { 'retry-after': '86400' })] },
      [30_000],
    ],
    ['a delay up to a moment ago', { answersToFile: [send(503, '', { 'retry-after': aMinuteAgo() })] }, [0]],
    ['a delay that means nothing', { answersToFile: [send(503, '', { 'retry-after': 'soon' })] }, [500]],
    ['a connection that breaks', { answersToDetail: [(response) => response.destroy()] }, [500]],
    ['a body cut short', { answersToFile: [sendPart(JPEG, 5000)] }, [500]],
  ])('tries again after %s', async (_name, answers, expectedDelaysMs) => {
    Object.assign(archive, answers);
    const delaysMs: number[] = [];
    const outcomes = await fetchFrom({
      wait: async (milliseconds) => {
        delaysMs.push(milliseconds);
      },
    });
    expect(outcomes).toMatchObject([{ status: 'fetched', likeness: 'same-file' }]);
    expect(delaysMs).toEqual(expectedDelaysMs);
  });

  it('tries again after a connection that stalls', async () => {
    archive.answersToFile = [
      (response) => {
        response.writeHead(200, { 'content-length': JPEG.length });
        response.write(JPEG.subarray(0, 100));
      },
    ];
    expect(await fetchFrom({ requestTimeoutMs: 300 })).toMatchObject([{ status: 'fetched' }]);
    expect(archive.requests).toHaveLength(4);
  });

  it('gives up after four tries', async () => {
    archive.answersToDetail = Array.from({ length: 9 }, () => send(502));
    const [outcome] = await fetchFrom({});
    expect(messageOf(outcome)).toMatch(/ISIC_0024698\/: the server answered 502$/);
    expect(archive.requests).toHaveLength(4);
    expect(await readdir(outDirectory)).toEqual([]);
  });

  it.each<[string, Partial<Pick<Archive, 'answersToDetail' | 'answersToFile'>>, RegExp]>([
    ['an id that the archive does not know', { answersToDetail: [send(404)] }, /the server answered 404/],
    [
      'a page instead of the details',
      { answersToDetail: [send(200, '<html>')] },
      /expected JSON, got 6 bytes/,
    ],
    ['details without a file', { answersToDetail: [send(200, '{"files":{}}')] }, /expected an address/],
    ['an address that is none', { answersToDetail: [sendDetailOf('nowhere')] }, /expected an address/],
    ['an address on disk', { answersToDetail: [sendDetailOf('file:///etc/hosts')] }, /expected an address/],
    [
      'a page instead of the file',
      { answersToFile: [send(200, '<html>')] },
      /expected a whole JPEG file, got 6/,
    ],
    ['a file that ends early', { answersToFile: [sendFile(JPEG.subarray(0, 900))] }, /expected a whole JPEG/],
    ['nothing', { answersToFile: [send(200)] }, /expected a whole JPEG file, got nothing/],
    [
      'a file beyond the size limit',
      { answersToFile: [sendFile(Buffer.alloc(40_000))] },
      /at most 30000 bytes/,
    ],
  ])('fails at once on %s, and leaves no file behind', async (_name, answers, message) => {
    Object.assign(archive, answers);
    const [outcome] = await fetchFrom({ maxBytes: 30_000 });
    expect(messageOf(outcome)).toMatch(message);
    expect(messageOf(outcome)).not.toContain('secret');
    expect(archive.requests.length).toBeLessThanOrEqual(2);
    expect(await readdir(outDirectory)).toEqual([]);
  });

  it('gets the others when one fails, in the given order, three at a time', async () => {
    const images = Array.from({ length: 8 }, (_, i) => ({
      ...IMAGE,
      file: `${i}.jpg`,
      isicId: `ISIC_000000${i}`,
    }));
    const held: (() => void)[] = [];
    let mostHeld = 0;
    // Requests under way together may arrive in any order, so each is answered by the id that it asks for.
    archive.answersToDetail = images.map(() => (response, isicId = '') => {
      held.push(() => (isicId === 'ISIC_0000002' ? send(404) : sendDetail(isicId))(response));
      mostHeld = Math.max(mostHeld, held.length);
      setTimeout(() => held.shift()?.(), 20);
    });
    const reported: string[] = [];
    const outcomes = await fetchFrom({ images, onOutcome: ({ image }) => reported.push(image.file) });
    expect(outcomes.map(({ image, status }) => `${image.file} ${status}`)).toEqual(
      images.map(({ file }) => `${file} ${file === '2.jpg' ? 'failed' : 'fetched'}`),
    );
    expect(reported.toSorted()).toEqual(images.map(({ file }) => file));
    expect(mostHeld).toBe(3);
  });
});

describe('fetch.mjs', () => {
  const run = promisify(execFile);
  const script = fileURLToPath(new URL('fetch.mjs', import.meta.url));

  it('fetches all fourteen, names what differs and ends with 0', async () => {
    const { stdout } = await run(process.execPath, [
      script,
      '--base-url',
      archive.baseUrl,
      '--out',
      outDirectory,
    ]);
    expect(await readdir(outDirectory)).toHaveLength(14);
    expect(stdout).toContain(
      'akiec_1.jpg  ISIC_0029417  fetched; WARNING: not the encoding in manifest.json',
    );
    expect(stdout).toContain('14 of 14 photographs are in');
    expect(stdout).toContain('CC-BY-NC-4.0');
  });

  it('ends with 1 when an image cannot be fetched', async () => {
    archive.answersToDetail = [send(404)];
    const ending = run(process.execPath, [script, '--base-url', archive.baseUrl, '--out', outDirectory]);
    await expect(ending).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('13 of 14') });
  });

  it.each([
    [['--timeout', '0'], '--timeout: expected seconds'],
    [['--timeout', 'soon'], '--timeout: expected seconds'],
    [['--base-url', 'archive'], '--base-url: expected an http or https address'],
    [['--unknown'], "Unknown option '--unknown'"],
    [['everything'], "Unexpected argument 'everything'"],
  ])('ends with 2 on %j', async (args, message) => {
    const ending = run(process.execPath, [script, ...args]);
    await expect(ending).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe('manifest.json', () => {
  it('lists two images of each class, each with its id and digests', async () => {
    const manifest: { images: (ArchiveImage & { class: string; sizeBytes: number })[] } = JSON.parse(
      await readFile(new URL('manifest.json', import.meta.url), 'utf8'),
    );
    const classes = manifest.images.map((image) => image.class);
    expect(classes).toEqual(['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC'].flatMap((id) => [id, id]));
    for (const image of manifest.images) {
      expect(image).toMatchObject({
        file: expect.stringMatching(new RegExp(`^${image.class.toLowerCase()}_[12]\\.jpg$`)),
        isicId: expect.stringMatching(/^ISIC_\d{7}$/),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        pictureSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        sizeBytes: expect.any(Number),
      });
    }
    expect(new Set(manifest.images.map(({ isicId }) => isicId)).size).toBe(14);
  });
});

describe('synthetic/manifest.json', () => {
  it('describes every drawing, and each is small', async () => {
    const folder = new URL('synthetic/', import.meta.url);
    const manifest: { images: { file: string; description: string }[] } = JSON.parse(
      await readFile(new URL('manifest.json', folder), 'utf8'),
    );
    const drawings = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
    expect(manifest.images.map(({ file }) => file)).toEqual(drawings.toSorted());
    for (const { file, description } of manifest.images) {
      expect(description).toMatch(/^[A-Z].+\.$/);
      expect((await readFile(new URL(file, folder))).length).toBeLessThan(60_000);
    }
  });
});

function fetchFrom(options: Partial<FetchOptions>): Promise<ImageOutcome[]> {
  const { baseUrl } = archive;
  return fetchImages({ images: [IMAGE], outDirectory, baseUrl, wait: async () => {}, ...options });
}

function send(status: number, body = '', headers: Record<string, string> = {}): Handler {
  return (response) => response.writeHead(status, headers).end(body);
}

function sendFile(bytes: Uint8Array): Handler {
  return (response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes);
}

/** Promises the whole file and ends after a part. */
function sendPart(bytes: Uint8Array, length: number): Handler {
  return (response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, length), () => response.destroy());
  };
}

function sendDetail(isicId: string): Handler {
  return (response) => sendDetailOf(`${archive.baseUrl}/files/${isicId}.jpg?Signature=secret`)(response);
}

/** The fields of the archive's answer that matter here, and some that do not. */
function sendDetailOf(url: string): Handler {
  const full = { url, size: JPEG.length };
  const detail = {
    public: true,
    copyright_license: 'CC-BY-NC',
    files: { full, thumbnail_256: full },
    metadata: {},
  };
  return send(200, JSON.stringify(detail), { 'content-type': 'application/json' });
}

function messageOf(outcome: ImageOutcome | undefined): string {
  return outcome?.status === 'failed' ? outcome.error.message : '';
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function withSegment(jpeg: Buffer, marker: number, text: string): Buffer {
  const segment = Buffer.concat([
    Buffer.from([0xff, marker, 0, text.length + 2]),
    Buffer.from(text, 'latin1'),
  ]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

function aMinuteAgo(): string {
  return new Date(Date.now() - 60_000).toUTCString();
}
