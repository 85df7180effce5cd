import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { modelState } from '@slc/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClassifierClient, openFleet } from '../src/index.js';
import { exampleAnswer, fullManifest } from './examples.js';
import { call, image, METHOD, start } from './pair-in-test.js';

describe('a worker with a token', () => {
  test('answers a caller that has it', async () => {
    const { client } = await start({}, { server: { authToken: 'secret' }, client: { authToken: 'secret' } });
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
    expect((await client.getModelInfo(call)).state.phase).toBe('starting');
  });

  test.each([
    ['none', undefined],
    ['another', 'Secret'],
    ['one that is longer', 'secret and more'],
  ])('refuses %s by its headers, before any image is sent', async (_, authToken) => {
    const { client, address, errors } = await start(
      {},
      { server: { authToken: 'secret' }, client: authToken === undefined ? {} : { authToken } },
    );
    const session = connect(`http://${address}`);
    const authorization = authToken === undefined ? {} : { authorization: `Bearer ${authToken}` };
    const [headers] = await once(session.request({ ...METHOD, ...authorization }), 'response');
    session.destroy();
    expect(headers['grpc-status']).toBe(String(status.UNAUTHENTICATED));
    expect(headers['grpc-message']).not.toContain('secret');
    expect(errors).toEqual(['/classifier.v1.Classifier/Classify unauthenticated']);

    const refused = { code: 'unauthenticated', message: expect.not.stringContaining('secret') };
    await expect(client.classify({ image }, call)).rejects.toMatchObject(refused);
    await expect(client.getModelInfo(call)).rejects.toMatchObject(refused);
    await expect(client.classifyStream([{ id: '1', image }]).next()).rejects.toMatchObject(refused);
  });
});

const SERVING = {
  state: modelState('ready'),
  model: exampleAnswer.classification.model,
  engine: 'onnx',
  manifest: fullManifest,
};

const haveOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version']).length > 0;
  } catch {
    return false;
  }
})();

describe.skipIf(!haveOpenssl)('TLS (skipped where there is no openssl to make certificates)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slc-tls-'));
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const identity = (name: string) => ({ certificate: read(`${name}.pem`), key: read(`${name}.key`) });

  beforeAll(() => {
    for (const ca of ['ca', 'other-ca']) {
      const subject = ['-subj', `/CN=${ca}`, '-keyout', path(`${ca}.key`), '-out', path(`${ca}.pem`)];
      openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject);
    }
    writeFileSync(path('names'), 'subjectAltName=DNS:localhost,DNS:workers.example,IP:127.0.0.1');
    for (const [name, ca] of [
      ['worker', 'ca'],
      ['gateway', 'ca'],
      ['stranger', 'other-ca'],
    ] as const) {
      const request = path(`${name}.csr`);
      openssl(
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        `/CN=${name}`,
        '-keyout',
        path(`${name}.key`),
        '-out',
        request,
      );
      const signer = ['-CA', path(`${ca}.pem`), '-CAkey', path(`${ca}.key`), '-CAcreateserial'];
      openssl(
        'x509',
        '-req',
        '-in',
        request,
        ...signer,
        '-days',
        '2',
        '-extfile',
        path('names'),
        '-out',
        path(`${name}.pem`),
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('connects only clients that trust the worker’s authority', async () => {
    const { client, address } = await start(
      {},
      { server: { tls: identity('worker') }, client: { tls: { ca: read('ca.pem') } } },
    );
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
    for (const tls of [undefined, { ca: read('other-ca.pem') }]) {
      const distrustful = createClassifierClient({ address, maxMessageBytes: 1_000, tls });
      await expect(distrustful.classify({ image }, call)).rejects.toMatchObject({ code: 'model_not_ready' });
      distrustful.close();
    }
  });

  test('expects the worker’s name where that is not its address', async () => {
    const tls = { ca: read('ca.pem') };
    const { client, address } = await start(
      {},
      { server: { tls: identity('worker') }, client: { tls, serverName: 'workers.example' } },
    );
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
    const other = createClassifierClient({
      address,
      maxMessageBytes: 1_000,
      tls,
      serverName: 'other.example',
    });
    await expect(other.classify({ image }, call)).rejects.toMatchObject({ code: 'model_not_ready' });
    other.close();
  });

  test('finds a worker in a fleet once, by the one of its names that its certificate has', async () => {
    const { address } = await start({ getModelInfo: () => SERVING }, { server: { tls: identity('worker') } });
    const port = Number(address.split(':')[1]);
    const targets = ['other.example', 'workers.example'].map((name) => ({
      address: `${name}:${port}`,
      host: { name, port },
    }));
    const events: string[] = [];
    const observe = {
      joined: (at: string) => void events.push(`joined ${at}`),
      lost: (at: string) => void events.push(`lost ${at}`),
    };
    const lookup = async () => [{ address: '127.0.0.1', family: 4 }];
    const tls = { ca: read('ca.pem') };
    const options = { targets, tls, lookup, observe, maxImageBytes: 1_000 };
    const fleet = await openFleet(options, new AbortController().signal);
    expect(events).toEqual([`joined 127.0.0.1:${port}`]);
    fleet.close();
  });

  test('when mutual, lets in only clients of its own authority', async () => {
    const tls = { ...identity('worker'), clientCa: read('ca.pem') };
    const { client, address } = await start(
      {},
      { server: { tls }, client: { tls: { ca: read('ca.pem'), identity: identity('gateway') } } },
    );
    expect(await client.classify({ image }, call)).toEqual(exampleAnswer);
    for (const shown of [undefined, identity('stranger')]) {
      const stranger = createClassifierClient({
        address,
        maxMessageBytes: 1_000,
        tls: { ca: read('ca.pem'), identity: shown },
      });
      await expect(stranger.classify({ image }, call)).rejects.toMatchObject({ code: 'model_not_ready' });
      stranger.close();
    }
  });
});
