import { createClassifierClient } from '@slc/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyByJson, DRAWING, formWith, startQuietStack } from './running-stack.js';

let stack: Awaited<ReturnType<typeof startQuietStack>>;
beforeAll(async () => {
  stack = await startQuietStack();
});
afterAll(() => stack.close());

/** The first 33 bytes of a PNG declare its size; the rest is missing. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080200000000000000', 'hex');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}

const ofOneFile: readonly [what: string, file: Buffer, status: number, code: string][] = [
  ['an empty file', Buffer.alloc(0), 415, 'unsupported_media_type'],
  ['text', Buffer.from('hello, I am a text file'), 415, 'unsupported_media_type'],
  ['a truncated JPEG', DRAWING.subarray(0, 5_000), 400, 'invalid_image'],
  ['an SVG drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415, 'unsupported_media_type'],
  ['a PDF document', Buffer.from('%PDF-1.7\n1 0 obj'), 415, 'unsupported_media_type'],
  ['an image of one pixel', pngHeader(1, 1), 400, 'invalid_image'],
  ['20,000 x 20,000 declared pixels', pngHeader(20_000, 20_000), 413, 'too_many_pixels'],
  ['a file over the limit', Buffer.concat([DRAWING, Buffer.alloc(10 * 1024 * 1024)]), 413, 'image_too_large'],
];

const ofTheForm: readonly [what: string, form: () => FormData, status: number, code: string][] = [
  ['a wrong field', () => formWith('photo', DRAWING), 400, 'invalid_request'],
  ['two files', () => formWith('image', DRAWING, DRAWING), 400, 'invalid_request'],
  ['no file', () => formWith('image'), 400, 'invalid_request'],
];

describe('bad input', () => {
  const asForms = ofOneFile.map(
    ([what, file, ...expected]) => [what, () => formWith('image', file), ...expected] as const,
  );

  it.each([...asForms, ...ofTheForm])(
    '%s gets a problem from the API, and the next image is right',
    async (_, form, status, code) => {
      const answer = await fetch(`${stack.base}/api/v1/classify`, { method: 'POST', body: form() });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await answer.json()).toMatchObject({ type: 'about:blank', status, code });
      expect((await classifyByJson(stack.base)).predictions).toHaveLength(7);
    },
  );

  it.each([...asForms, ...ofTheForm])(
    '%s gets a page that names the code, and the next image is right',
    async (_, form, status, code) => {
      const answer = await fetch(`${stack.base}/classify`, { method: 'POST', body: form() });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      expect(await answer.text()).toContain(code);
      expect((await classifyByJson(stack.base)).predictions).toHaveLength(7);
    },
  );

  it.each(ofOneFile)('%s gets its code by gRPC, and the next image is right', async (_, image, __, code) => {
    const client = createClassifierClient({
      address: `127.0.0.1:${stack.grpcPort}`,
      maxMessageBytes: 16 * 1024 * 1024,
    });
    const call = { timeoutMs: 10_000 };
    await expect(client.classify({ image }, call)).rejects.toMatchObject({ code });
    expect((await client.classify({ image: DRAWING }, call)).classification.predictions).toHaveLength(7);
    client.close();
  });
});
