import { IMAGE_ACCEPT, IMAGE_MEDIA_TYPES } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { ANSWER, post } from './running-gateway.js';
import { image, start } from './test-gateway.js';

describe('the image formats', () => {
  it('are passed on to the worker as they came, whatever their media type', async () => {
    const received: Uint8Array[] = [];
    const { base } = await start(async ({ image }) => {
      received.push(image);
      return ANSWER;
    });
    for (const type of IMAGE_MEDIA_TYPES) {
      expect((await post(base, image, { 'content-type': type })).status, type).toBe(200);
    }
    expect(received.map((bytes) => Buffer.compare(bytes, image))).toEqual(IMAGE_MEDIA_TYPES.map(() => 0));
  });

  it.each([
    ['en', 'JPEG, PNG, WebP, TIFF, BMP or DICOM'],
    ['es', 'JPEG, PNG, WebP, TIFF, BMP o DICOM'],
  ])('are offered by the form in %s and named beside it', async (language, formats) => {
    const { base } = await start();
    const page = await (await fetch(base, { headers: { 'accept-language': language } })).text();
    expect(page).toContain(formats);
    const accept = /<input[^>]*type="file"[^>]*accept="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(accept).toBe(IMAGE_ACCEPT);
  });
});
