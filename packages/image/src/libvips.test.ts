import { describe, expect, it } from 'vitest';
import { sharp } from './libvips.js';

describe('libvips as configured', () => {
  it.each([
    [
      'SVG',
      '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>',
    ],
    ['GIF', 'GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;'],
  ])('refuses %s before it parses it', async (_name, file) => {
    const decoding = sharp(Buffer.from(file, 'latin1')).raw().toBuffer();
    await expect(decoding).rejects.toThrow('unsupported image format');
  });

  it('keeps no cache and uses one thread an image', () => {
    expect(sharp.cache().memory.max).toBe(0);
    expect(sharp.concurrency()).toBe(1);
  });
});
