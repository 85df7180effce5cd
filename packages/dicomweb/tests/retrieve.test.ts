import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { scriptedServer } from './scripted-server.js';

const { signal } = new AbortController();
const place = { study: '1.2', series: '1.2.3', instance: '1.2.3.4' };
const TYPE = 'multipart/related; type="application/dicom"; boundary="the boundary"';
const HEAD = '--the boundary\r\nContent-Type: application/dicom\r\n\r\n';
const TAIL = '\r\n--the boundary--\r\n';
/** Has the beginning of a delimiter in it, and at its end. */
const FILE = Buffer.concat([
  Buffer.from('DICM\r\n--the bound\r\n\r\n--'),
  Buffer.alloc(5_000, 7),
  Buffer.from('\r\n--the boundar'),
]);

function sends(response: ServerResponse, pieces: Iterable<Uint8Array | string>, type = TYPE): void {
  response.setHeader('content-type', type);
  for (const piece of pieces) response.write(piece);
  response.end();
}

it('retrieves what the server keeps, wherever the pieces of the answer end', async () => {
  const body = Buffer.concat([Buffer.from(`a preamble\r\n${HEAD}`), FILE, Buffer.from(TAIL)]);
  for (const bytes of [1, 7, 64, 1_000, body.length]) {
    const { client, asked } = await scriptedServer((request, response) => {
      expect(request.headers.accept).toBe('multipart/related; type="application/dicom"; transfer-syntax=*');
      sends(
        response,
        Array.from({ length: Math.ceil(body.length / bytes) }, (_, i) =>
          body.subarray(i * bytes, (i + 1) * bytes),
        ),
      );
    });
    expect(Buffer.compare(await client.retrieve(place, signal), FILE)).toBe(0);
    expect(asked).toEqual(['GET /dicom-web/studies/1.2/series/1.2.3/instances/1.2.3.4']);
  }
});

it('takes a lone instance, which some servers give', async () => {
  const { client } = await scriptedServer((_, response) => sends(response, [FILE], 'application/dicom'));
  expect(Buffer.compare(await client.retrieve(place, signal), FILE)).toBe(0);
});

it('asks again where the answer breaks off', async () => {
  let cuts = 2;
  const { client, pausesMs } = await scriptedServer((_, response) => {
    if (cuts-- === 2) sends(response, [HEAD, FILE]);
    else if (cuts === 0) response.setHeader('content-type', TYPE).write(HEAD, () => response.destroy());
    else sends(response, [HEAD, FILE, TAIL]);
  });
  expect(Buffer.compare(await client.retrieve(place, signal), FILE)).toBe(0);
  expect(pausesMs).toEqual([500, 1_000]);
});

it('refuses what is no single instance, or is too large, and reads no more of it', async () => {
  const endless = function* () {
    for (let i = 0; i < 40; i++) yield Buffer.alloc(10_000, 13);
  };
  const bad: [string, Iterable<Uint8Array | string>, string?][] = [
    ['image_too_large', [HEAD, ...endless()]],
    ['image_too_large', endless(), 'application/dicom'],
    ['invalid_request', endless()],
    ['invalid_request', [HEAD.slice(0, -2), ...endless()]],
    ['invalid_request', [HEAD, FILE, '\r\n', HEAD, FILE, TAIL]],
    ['invalid_request', ['--the boundary--\r\n']],
    ['invalid_request', ['<html>'], 'text/html'],
    ['invalid_request', ['DICM'], `multipart/related; boundary=${'b'.repeat(2_000)}`],
  ];
  for (const [code, pieces, type] of bad) {
    const { client, asked } = await scriptedServer((_, response) => sends(response, pieces, type));
    await expect(client.retrieve(place, signal)).rejects.toMatchObject({ code });
    expect(asked).toHaveLength(1);
  }
});
