import { describe, expect, it } from 'vitest';
import { readFixture } from '../tests/pillow-references.js';
import { decodeImage } from './decode-image.js';
import { sharp } from './libvips.js';
import { makePreview } from './preview.js';
import { drawDisc } from './synthetic.js';

describe('makePreview', () => {
  it.each([
    [1024, 768, 512, 384],
    [768, 1024, 384, 512],
    [513, 32, 512, 32],
    [512, 512, 512, 512],
    [40, 33, 40, 33],
    [32, 5000, 3, 512],
  ])('makes %i x %i into %i x %i', async (width, height, previewWidth, previewHeight) => {
    const preview = await makePreview(drawDisc({ width, height }));
    const metadata = await sharp(preview).metadata();
    expect(metadata).toMatchObject({
      format: 'jpeg',
      width: previewWidth,
      height: previewHeight,
      channels: 3,
    });
  });

  it('carries no metadata, not even that of the upload', async () => {
    const image = await decodeImage(readFixture('rgb-orientation-6.jpg'), {
      maxBytes: 9999,
      maxPixels: 9999,
    });
    const metadata = await sharp(await makePreview(image)).metadata();
    expect([metadata.width, metadata.height]).toEqual([45, 37]);
    const { exif, icc, iptc, xmp, orientation } = metadata;
    expect({ exif, icc, iptc, xmp, orientation }).toEqual({});
  });

  it('keeps the colours', async () => {
    const preview = await makePreview(drawDisc({ width: 192, height: 192 }));
    const { data } = await sharp(preview).raw().toBuffer({ resolveWithObject: true });
    const centre = (96 * 192 + 96) * 3;
    // JPEG at quality 85 is off by a few levels at most in an even area.
    const expected = [110, 70, 60];
    expected.forEach((value, channel) => {
      expect(Math.abs((data[centre + channel] ?? 0) - value)).toBeLessThanOrEqual(3);
    });
  });
});
