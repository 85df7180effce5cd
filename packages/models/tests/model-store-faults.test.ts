import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  expectNothingNamed,
  type Fetching,
  fetchAll,
  file,
  hub,
  leavePart,
  MIB,
  partPath,
} from './fetch-from-stand-in.js';

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
      /expected sha256 a{64}, the downloaded bytes have \w{64}\. The file was changed .* or the manifest is wrong/,
    ],
    [
      'a wrong sha256 in a manifest that leaves the size to the Hub',
      () => ({ source: { ...file.source, sizeBytes: null, sha256: 'a'.repeat(64) } }),
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
      /the content host 127\.0\.0\.1:\d+, to which \S+ redirects, answered 204: expected 200 or 206 with a body/,
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
      /answered 404 to POST \/api\/models\/somebody\/a-model\/paths-info\/0{40}: it has no such revision in this/,
    ],
    [
      'a repository that is not there',
      () => ({ source: { ...file.source, repo: 'nobody/nothing' } }),
      'not_found',
      /answered 404 to POST \/api\S+: it has no such repository/,
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
      /answered 401 to POST \/api\S+: it asks for a token\. Set HF_TOKEN or HF_TOKEN_PATH .* or log in/,
    ],
    [
      'a token that is not accepted',
      () => {
        hub.misbehaviour = { hub: refuse(401, '') };
        return { settings: { token: { kind: 'value', token: 'old' } } };
      },
      'unauthenticated',
      /answered 401 to POST \/api\S+: it does not accept the token of HF_TOKEN/,
    ],
    [
      'a gated repository',
      () => {
        hub.misbehaviour = { hub: refuse(403, 'GatedRepo') };
        return {};
      },
      'unauthenticated',
      /answered 403 to POST \/api\S+: access is denied, ask for access on its page/,
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
