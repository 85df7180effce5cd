import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { downloadFileToCacheDir } from '@huggingface/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModelStore, type HubSettings } from '../dist/index.js';
import { cacheDirectory, MIB, repository, settings } from './fetch-from-stand-in.js';
import { type HubStandIn, standInFile, startHubStandIn } from './hub-stand-in.mjs';

const network = standInFile(randomBytes(MIB / 16), 'model.onnx');
const { repo, revision } = network.source;
const config = { file: 'config.json', bytes: Buffer.from('{"model_type":"vit"}') };
const main = { repo, revision: 'main' };

let own: HubStandIn;
beforeEach(async () => {
  own = await startHubStandIn(network, [config]);
});
afterEach(() => own.close());

const store = (changes: Partial<HubSettings> = {}) =>
  createModelStore({ ...settings, endpoint: own.endpoint, ...changes }, { firstPauseMs: 1, stallMs: 2_000 });

function answerOnce(answer: (response: ServerResponse) => void): void {
  let isFirst = true;
  own.misbehaviour = {
    hub(_, response) {
      if (isFirst) answer(response);
      const hasAnswered = isFirst;
      isFirst = false;
      return hasAnswered;
    },
  };
}

describe('listing a repository', () => {
  it('resolves a branch to its commit, and says size and digest of each file', async () => {
    const listed = await store().list(main);
    expect(listed).toEqual({
      repo,
      revision,
      files: [
        {
          path: 'model.onnx',
          sizeBytes: network.bytes.length,
          sha256: network.sha256,
          oid: expect.stringMatching(/^[0-9a-f]{40}$/),
        },
        {
          path: 'config.json',
          sizeBytes: config.bytes.length,
          sha256: null,
          oid: expect.stringMatching(/^[0-9a-f]{40}$/),
        },
      ],
    });
  });

  it('tries again after a passing fault', async () => {
    answerOnce((response) => response.writeHead(503).end());
    expect((await store().list(main)).revision).toBe(revision);
    expect(own.seen).toHaveLength(3);
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    [
      'a login page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Log in</p>'),
      /the list of its files at main: expected JSON from .*login page/,
    ],
    [
      'JSON of another kind',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"sha":7}'),
      /expected a commit from/,
    ],
    [
      'no JSON at all',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"sha'),
      /expected the Hub’s JSON from/,
    ],
    [
      'JSON without end',
      (response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.alloc(17 * MIB, ' ')),
      /the list of its files at main: expected at most 16777216 bytes of JSON from .*, more came/,
    ],
  ])('refuses %s in words', async (_, answer, words) => {
    answerOnce(answer);
    await expect(store().list(main)).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringMatching(words),
    });
  });

  it('ends with its signal', async () => {
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(store().list(main, aborted)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('without the network', () => {
  const offline = () => store({ isOffline: true });

  it('a branch is at the commit that it was at, with the files that were fetched', async () => {
    const listed = await store().list(main);
    const small = listed.files.filter(({ sha256 }) => sha256 === null);
    for (const file of small) await store().fetchSmall(listed, file);
    const asked = own.seen.length;
    expect(await offline().list(main)).toEqual({ ...listed, files: small });
    expect(await offline().list({ repo, revision })).toEqual({ ...listed, files: small });
    expect(own.seen).toHaveLength(asked);
  });

  it.each(['other', '../../main', 'f'.repeat(40)])('nothing is known of %s', async (name) => {
    await store().list(main);
    await expect(offline().list({ repo, revision: name })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/not in the cache, and HF_HUB_OFFLINE forbids/),
    });
  });
});

describe('a small file', () => {
  it('lies in the cache as the Hub’s own client puts it there, and is not fetched twice', async () => {
    const listed = await store().list(main);
    const file = listed.files.find(({ path }) => path === 'config.json');
    if (!file) throw new Error('expected the file in the list');
    const path = await store().fetchSmall(listed, file);
    expect(readFileSync(path).equals(config.bytes)).toBe(true);
    const asked = own.seen.length;
    await store().fetchSmall(listed, file);
    const theirs = { repo, revision, path: file.path, hubUrl: own.endpoint, cacheDir: cacheDirectory };
    expect(await downloadFileToCacheDir(theirs)).toBe(path);
    expect(own.seen.filter(({ path: url }) => url.includes('/resolve/'))).toHaveLength(1);
    expect(own.seen.length - asked).toBeLessThanOrEqual(1);
  });

  it('is fetched again where the cache has other bytes of its name', async () => {
    const listed = await store().list(main);
    const file = listed.files.find(({ path }) => path === 'config.json');
    if (!file?.oid) throw new Error('expected the file in the list');
    mkdirSync(join(repository(), 'blobs'), { recursive: true });
    const blob = join(repository(), 'blobs', file.oid);
    writeFileSync(blob, 'damaged');
    await store().fetchSmall(listed, file);
    expect(readFileSync(blob).equals(config.bytes)).toBe(true);
  });

  it('is refused where it is larger than git’s files are, before a byte is read', async () => {
    const listed = await store().list(main);
    const large = { path: 'config.json', sizeBytes: 2 ** 40, sha256: null, oid: 'a'.repeat(40) };
    const asked = own.seen.length;
    await expect(store().fetchSmall(listed, large)).rejects.toMatchObject({ code: 'invalid_model' });
    expect(own.seen).toHaveLength(asked);
    expect(existsSync(join(repository(), 'snapshots'))).toBe(false);
  });
});
