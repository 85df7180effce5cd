import { expect, it } from 'vitest';
import type { FoundInstance } from '../src/index.js';
import { listed, scriptedServer } from './scripted-server.js';

const { signal } = new AbortController();

async function all(found: AsyncIterable<FoundInstance>): Promise<string[]> {
  const uids: string[] = [];
  for await (const { instance } of found) uids.push(instance);
  return uids;
}

it('searches page by page until one is empty, also where the server gives smaller pages than asked for', async () => {
  const archive = Array.from({ length: 7 }, (_, i) => listed(`1.2.3.${i}`));
  const { client, asked } = await scriptedServer((request, response) => {
    const offset = Number(new URL(request.url ?? '', 'http://host').searchParams.get('offset'));
    response.end(JSON.stringify(archive.slice(offset, offset + 3)));
  });
  const found = client.search({ modality: 'XC', studyDate: '20261101-' }, signal);
  expect((await found.next()).value).toEqual({
    ...{ study: '1.2', series: '1.2.3', instance: '1.2.3.0' },
    ...{ sopClass: '1.2.840.10008.5.1.4.1.1.77.1.4', modality: 'XC' },
  });
  expect(await all(found)).toEqual(['1', '2', '3', '4', '5', '6'].map((i) => `1.2.3.${i}`));
  expect(asked).toEqual(
    [0, 3, 6, 7].map(
      (offset) => `GET /dicom-web/instances?Modality=XC&StudyDate=20261101-&limit=100&offset=${offset}`,
    ),
  );
});

it('ends at the second page of a server that knows no pages', async () => {
  const { client, asked } = await scriptedServer((_, response) =>
    response.end(JSON.stringify([listed('1.1'), listed('1.2')])),
  );
  expect(await all(client.search({}, signal))).toEqual(['1.1', '1.2']);
  expect(asked).toHaveLength(2);
});

it('takes an empty answer for no instances, and leaves out those that cannot be asked for', async () => {
  const odd = [
    {},
    { ...listed('2'), '0020000E': { vr: 'UI', Value: ['..'] } },
    { ...listed('1'), '0020000D': { vr: 'UI', Value: ['../../patients'] } },
    listed('1.9'),
  ];
  const answers = [JSON.stringify(odd), '[]'];
  const { client } = await scriptedServer((_, response) => {
    const answer = answers.shift();
    response.writeHead(answer === undefined ? 204 : 200).end(answer);
  });
  expect(await all(client.search({}, signal))).toEqual(['1.9']);
  expect(await all(client.search({}, signal))).toEqual([]);
});

it('knows an instance by its UID, though a server matches any', async () => {
  const { client, asked } = await scriptedServer((_, response) =>
    response.end(JSON.stringify([listed('1.2.3.4')])),
  );
  expect(await client.isStored({ study: '1.2', instance: '1.2.3.4' }, signal)).toBe(true);
  expect(await client.isStored({ study: '1.2', instance: '1.2.3.5' }, signal)).toBe(false);
  expect(asked[0]).toBe('GET /dicom-web/studies/1.2/instances?SOPInstanceUID=1.2.3.4&limit=1&offset=0');
});

it('says what is wrong with an answer that is no search’s, and not what it holds', async () => {
  const bad: [string, RegExp][] = [
    ['<html>ZZZTOP</html>', /expected DICOM JSON of a DICOMweb service, got text\/html$/],
    ['{"error": "ZZZTOP"}', /expected a list of instances, got other JSON$/],
    ['[1]', /expected a list of instances, got other JSON$/],
  ];
  for (const [body, message] of bad) {
    const { client } = await scriptedServer((_, response) =>
      response.setHeader('content-type', 'text/html').end(body),
    );
    const error: Error = await all(client.search({}, signal)).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'invalid_request', message: expect.stringMatching(message) });
    expect(String(error.stack) + String(error.cause)).not.toContain('ZZZTOP');
  }
});

it('gives up a list that has no end', async () => {
  const { client } = await scriptedServer((_, response) => {
    const send = () => {
      while (response.write(' '.repeat(1_000_000)));
      response.once('drain', send);
    };
    send();
  });
  await expect(all(client.search({}, signal))).rejects.toMatchObject({
    code: 'invalid_request',
    message: 'search: expected at most 4194304 bytes, got more',
  });
});
