import { expect, it } from 'vitest';
import { scriptedServer } from './scripted-server.js';

const { signal } = new AbortController();
const files = [Buffer.from('first'), Buffer.from('second')];

it('stores several objects in one request whose length is known', async () => {
  let sent = '';
  const { client, asked } = await scriptedServer((request, response, body) => {
    const [, boundary = ''] = /boundary=(\S+)$/.exec(request.headers['content-type'] ?? '') ?? [];
    expect(request.headers['content-type']).toMatch(/^multipart\/related; type="application\/dicom"; /);
    expect(Number(request.headers['content-length'])).toBe(body.length);
    sent = body.toString().replaceAll(boundary, 'B');
    response.end('{"00081198": {"vr": "SQ"}}');
  });
  await client.store(files, signal);
  expect(asked).toEqual(['POST /dicom-web/studies']);
  const part = (content: string) => `--B\r\nContent-Type: application/dicom\r\n\r\n${content}\r\n`;
  expect(sent).toBe(`${part('first')}${part('second')}--B--\r\n`);
});

it('takes an answer without JSON for success, and one that lists a failure for none, whatever its status', async () => {
  const failed = JSON.stringify({
    '00081198': {
      vr: 'SQ',
      Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] }, '00081197': { vr: 'US', Value: [272] } }],
    },
  });
  const answers: [number, string, string | null][] = [
    [200, '', null],
    [200, '<xml/>', null],
    [200, failed, 'store: the DICOMweb server refused 1 object for reason 272'],
    [202, failed, 'store: the DICOMweb server refused 1 object for reason 272'],
    [409, failed, 'store: the DICOMweb server refused 1 object for reason 272'],
    [
      200,
      '{"00081198": {"Value": [{}, {}]}}',
      'store: the DICOMweb server refused 2 objects without a reason',
    ],
    [409, '', 'store: the DICOMweb server answered with status 409'],
    [400, '', 'store: the DICOMweb server answered with status 400'],
  ];
  for (const [status, body, message] of answers) {
    const { client } = await scriptedServer((_, response) => response.writeHead(status).end(body));
    const stored = client.store(files, signal).then(
      () => null,
      (error: Error) => error.message,
    );
    expect([status, body, await stored]).toEqual([status, body, message]);
  }
});
