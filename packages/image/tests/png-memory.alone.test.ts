import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { decodeImage } from '../src/decode-image.js';
import { readFixture } from './pillow-references.js';
import { AFTER_IHDR, insertInto, pngChunk } from './png-file.js';

// Alone in its process: the peak of another test's memory would hide this one's.
it('decodes a PNG without decompressing its texts', async () => {
  const text = deflateSync(Buffer.alloc(7_000_000, 65));
  const chunk = pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), text]));
  const file = insertInto(readFixture('rgb-8.png'), AFTER_IHDR, Buffer.concat(Array(40).fill(chunk)));
  const peakKiB = process.resourceUsage().maxRSS;
  await decodeImage(file, { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 });
  // All texts together are 273,000 KiB, of which libvips would hold several copies.
  expect(process.resourceUsage().maxRSS - peakKiB).toBeLessThan(100_000);
});
