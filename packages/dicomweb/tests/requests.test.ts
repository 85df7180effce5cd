import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isThere } from '../../dev-stack/tests/clients/run-client.js';
import { createDicomwebClient } from '../src/index.js';
import { listed, scriptedServer } from './scripted-server.js';

const { signal } = new AbortController();
const place = { study: '1.2', instance: '1.2.3.4' };
const HERE = JSON.stringify([listed('1.2.3.4')]);

it('tries four times during an outage, after pauses that double or that the server asks for', async () => {
  const headers = [{}, { 'retry-after': '7' }, { 'retry-after': '9999' }, {}];
  const { client, asked, pausesMs } = await scriptedServer((_, response) =>
    response.writeHead(503, headers.shift()).end(),
  );
  await expect(client.isStored(place, signal)).rejects.toMatchObject({
    code: 'overloaded',
    message: 'search: the DICOMweb server answered with status 503',
  });
  expect(asked).toHaveLength(4);
  expect(pausesMs).toEqual([500, 7_000, 30_000]);
});

it('takes up to a half off each pause by chance', async () => {
  const { client, pausesMs } = await scriptedServer((_, response) => response.writeHead(502).end(), {
    random: () => 0.5,
  });
  await expect(client.isStored(place, signal)).rejects.toMatchObject({ code: 'overloaded' });
  expect(pausesMs).toEqual([375, 750, 1_500]);
});

it('does not repeat what the server refuses', async () => {
  const refusals = [
    [401, 'unauthenticated'],
    [403, 'unauthenticated'],
    [404, 'not_found'],
    [400, 'invalid_request'],
    [501, 'invalid_request'],
  ] as const;
  for (const [status, code] of refusals) {
    const { client, asked } = await scriptedServer((_, response) => response.writeHead(status).end());
    await expect(client.isStored(place, signal)).rejects.toMatchObject({ code });
    expect(asked).toHaveLength(1);
  }
});

it('gives up a server that is silent, one that drips, and one that nobody runs', async () => {
  const silent = await scriptedServer(() => {}, { silenceMs: 50 });
  await expect(silent.client.isStored(place, signal)).rejects.toMatchObject({ code: 'deadline_exceeded' });
  expect(silent.asked).toHaveLength(4);

  const dripping = await scriptedServer(
    (_, response) => {
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    },
    { requestTimeoutMs: 100 },
  );
  await expect(dripping.client.isStored(place, signal)).rejects.toMatchObject({ code: 'deadline_exceeded' });

  const nobody = await scriptedServer(() => {}, { url: 'http://127.0.0.1:1/dicom-web' });
  await expect(nobody.client.isStored(place, signal)).rejects.toMatchObject({
    code: 'overloaded',
    message: 'the DICOMweb server cannot be reached (ECONNREFUSED)',
  });
});

it('ends at once when it is interrupted, while it waits for an answer and while it pauses', async () => {
  const interrupt = new AbortController();
  const { client } = await scriptedServer(() => interrupt.abort());
  await expect(client.isStored(place, interrupt.signal)).rejects.toMatchObject({ code: 'cancelled' });

  const pausing = new AbortController();
  const busy = await scriptedServer((_, response) => response.writeHead(503).end(() => pausing.abort()), {
    sleep: undefined,
  });
  await expect(busy.client.isStored(place, pausing.signal)).rejects.toMatchObject({ code: 'cancelled' });
});

it('shows its credentials to the server that was named alone, and follows redirections within it', async () => {
  const other = await scriptedServer((_, response) => response.end(HERE));
  let location = '/other-root/instances';
  let tokens = 0;
  const { client, asked } = await scriptedServer(
    (request, response) => {
      expect(request.headers.authorization).toBe(`Bearer ${tokens}`);
      if (request.url?.startsWith('/other-root')) response.end(HERE);
      else response.writeHead(307, { location }).end();
    },
    { authorization: async () => `Bearer ${++tokens}` },
  );
  expect(await client.isStored(place, signal)).toBe(true);
  expect(asked.at(-1)).toBe('GET /other-root/instances');
  for (const elsewhere of [other.url, 'not an address: //', '/dicom-web']) {
    location = elsewhere;
    await expect(client.isStored(place, signal)).rejects.toMatchObject({ code: 'invalid_request' });
  }
  expect(other.asked).toEqual([]);
});

it('stores nothing by way of a redirection that would make a search of it', async () => {
  let status = 302;
  const { client } = await scriptedServer((request, response) => {
    if (request.url === '/stores') response.end();
    else response.writeHead(status, { location: '/stores' }).end();
  });
  await expect(client.store([Buffer.from('file')], signal)).rejects.toMatchObject({
    code: 'invalid_request',
  });
  status = 308;
  await client.store([Buffer.from('file')], signal);
});

it('refuses an address that is none of a service, or that has a password', () => {
  for (const url of [
    'pacs.example',
    'ftp://pacs.example',
    'http://pacs.example/?q=1',
    'http://a:b@pacs.example',
  ]) {
    expect(() => createDicomwebClient({ url, connections: 1, mostInstanceBytes: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(/^url: expected/) }),
    );
  }
});

it.skipIf(!isThere('openssl', 'version'))(
  'asks over TLS with the authority that it is given, and refuses a server of another',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slc-dicomweb-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [keyPath, certificatePath] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const fresh = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', [...fresh, '-keyout', keyPath, '-out', certificatePath, ...subject], {
      stdio: 'ignore',
    });
    const certificate = readFileSync(certificatePath);
    const server = createServer({ key: readFileSync(keyPath), cert: certificate }, (_, response) =>
      response.end(HERE),
    );
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const shared = { url, connections: 1, mostInstanceBytes: 1, sleep: async () => {} };
    const trusting = createDicomwebClient({ ...shared, tls: { ca: certificate } });
    const wary = createDicomwebClient(shared);
    onTestFinished(() => {
      trusting.close();
      wary.close();
      server.close();
    });
    expect(await trusting.isStored(place, signal)).toBe(true);
    await expect(wary.isStored(place, signal)).rejects.toMatchObject({
      message: 'the DICOMweb server cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
  },
);
