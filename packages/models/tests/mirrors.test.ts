import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cacheDirectory,
  expectNothingNamed,
  fetchAll,
  file,
  hub,
  pointerPath,
} from './fetch-from-stand-in.js';
import { type HubStandIn, startHubStandIn } from './hub-stand-in.mjs';

const known = { ...file.source, sha256: file.sha256 };
const unknown = { ...file.source, sizeBytes: null };

const answer =
  (status: number, headers = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, headers).end();
    return true;
  };

/** Makes the Hub a mirror that serves files alone. */
function withoutPathsInfo(refuse = answer(404)): void {
  hub.misbehaviour = { hub: ({ method }, response) => method === 'POST' && refuse(response) };
}

/** Makes the Hub one that wants this token, or none where it is null. */
function wantsToken(token: string | null): void {
  hub.misbehaviour = {
    hub({ headers }, response) {
      const isRight = headers.authorization === (token === null ? undefined : `Bearer ${token}`);
      return !isRight && answer(401)(response);
    },
  };
}

const routes = () => hub.seen.map(({ host, method }) => `${host} ${method}`);
const authorizations = (host: string, { seen }: HubStandIn = hub) => [
  ...new Set(seen.filter((request) => request.host === host).map(({ authorization }) => authorization)),
];

describe('a mirror that serves files alone', () => {
  it('is asked for the file alone where the manifest knows size and digest', async () => {
    withoutPathsInfo();
    await fetchAll({ source: known });
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
    expect(routes()).toEqual(['hub GET', 'content GET']);
  });

  it.each([
    [404, {}],
    [400, { 'content-type': 'application/json' }],
    [403, {}],
    [405, {}],
    [501, {}],
  ])(
    'gives size and digest in the headers of the file where the manifest does not (%i)',
    async (status, headers) => {
      withoutPathsInfo(answer(status, headers));
      await fetchAll({ source: unknown });
      expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
      expect(routes()).toEqual(['hub POST', 'hub HEAD', 'hub GET', 'content GET']);
    },
  );

  it('may have moved a repository', async () => {
    withoutPathsInfo();
    const { hub: refuse } = hub.misbehaviour;
    hub.misbehaviour.hub = async (request, response) => {
      if (await refuse?.(request, response)) return true;
      const { url = '' } = request;
      if (!url.startsWith('/former/')) return false;
      return answer(307, { location: url.replace('/former/name/', '/somebody/a-model/') })(response);
    };
    await fetchAll({ source: { ...unknown, repo: 'former/name' } });
    expect(routes()).toEqual(['hub POST', 'hub HEAD', 'hub HEAD', 'hub GET', 'hub GET', 'content GET']);
  });

  it('whose headers have no digest needs one in the manifest', async () => {
    hub.misbehaviour = {
      hub: ({ method }, response) =>
        method === 'HEAD' ? answer(200, { 'content-length': '5' })(response) : answer(404)(response),
    };
    await expect(fetchAll({ source: unknown })).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(/expected a sha256 in the Hub's entry or in the manifest, got neither/),
    });
  });

  it('that does not know the file is quoted with the route that failed', async () => {
    hub.misbehaviour = { hub: (_, response) => answer(404)(response) };
    const path = `/somebody/a-model/resolve/${file.source.revision}/weights/model\\.h5`;
    for (const [source, method] of [
      [known, 'GET'],
      [unknown, 'HEAD'],
    ] as const) {
      await expect(fetchAll({ source })).rejects.toMatchObject({
        code: 'not_found',
        message: expect.stringMatching(
          new RegExp(`${hub.endpoint} answered 404 to ${method} ${path}: it has no such .* a mirror without`),
        ),
      });
    }
    expectNothingNamed();
  });

  it('that redirects in circles is given up', async () => {
    hub.misbehaviour = {
      hub: ({ method, url = '' }, response) =>
        method === 'POST' ? answer(404)(response) : answer(307, { location: `${url}x` })(response),
    };
    await expect(fetchAll({ source: unknown })).rejects.toMatchObject({
      message: expect.stringMatching(/redirects in circles/),
    });
  });
});

describe('a token', () => {
  it.each(['cmVmdGtuOjAxOjE3', 'hf_secret', 'a.b/c+d=='])(
    'of any form is sent to the Hub alone: %s',
    async (token) => {
      wantsToken(token);
      await fetchAll({ settings: { token: { kind: 'value', token } } });
      expect(authorizations('hub')).toEqual([`Bearer ${token}`]);
      expect(authorizations('content')).toEqual([undefined]);
    },
  );

  it.each(['file', 'login'] as const)('is read from a %s, anew for each download', async (kind) => {
    const path = join(cacheDirectory, 'token');
    const token = { kind, path };
    wantsToken('renewed');
    writeFileSync(path, 'old\n');
    const words = `the token of ${kind === 'file' ? 'HF_TOKEN_PATH' : 'hf auth login'}`;
    await expect(fetchAll({ settings: { token } })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining(words),
    });
    writeFileSync(path, ' renewed\r\n');
    await fetchAll({ settings: { token } });
    expect(readFileSync(pointerPath()).equals(file.bytes)).toBe(true);
  });

  it('of a login that has run out keeps nobody from what needs none', async () => {
    const path = join(cacheDirectory, 'token');
    writeFileSync(path, 'expired');
    wantsToken(null);
    await fetchAll({ settings: { token: { kind: 'login', path } } });
    expect(authorizations('hub')).toEqual(['Bearer expired', undefined]);
  });

  it('whose chosen file has gone is asked for by name', async () => {
    const token = { kind: 'file', path: join(cacheDirectory, 'none') } as const;
    await expect(fetchAll({ settings: { token } })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringMatching(/^HF_TOKEN_PATH: expected a file with an access token/),
    });
    expect(hub.seen).toEqual([]);
  });

  it('does not follow a redirect to another host, which is named where it asks for one', async () => {
    const other = await startHubStandIn(file);
    try {
      hub.misbehaviour = {
        hub: ({ url = '' }, response) => answer(308, { location: other.endpoint + url })(response),
      };
      const settings = { token: { kind: 'value', token: 'secret' } } as const;
      other.misbehaviour = { hub: (_, response) => answer(401)(response) };
      await expect(fetchAll({ source: known, settings })).rejects.toMatchObject({
        code: 'unauthenticated',
        message: expect.stringMatching(
          new RegExp(`sent to ${hub.endpoint} alone\\. If it may .*, set HF_ENDPOINT to ${other.endpoint}`),
        ),
      });

      other.misbehaviour = {};
      await fetchAll({ settings });
      expect(authorizations('hub')).toEqual(['Bearer secret']);
      expect(authorizations('hub', other)).toEqual([undefined]);
    } finally {
      await other.close();
    }
  });
});

it('a content host that cannot be reached is named', async () => {
  hub.misbehaviour = {
    hub: ({ method }, response) =>
      method !== 'POST' && answer(302, { location: 'http://content.invalid/' })(response),
  };
  await expect(fetchAll()).rejects.toMatchObject({
    message: expect.stringMatching(
      /^content\.invalid, to which http:\S+ redirects, cannot be reached: its name/,
    ),
  });
});
