import { recogniseImage } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../../tests/pillow-references.js';

describe('a real file', () => {
  it.each([
    ['rgb-420.jpg', 'jpeg'],
    ['cmyk-no-adobe-marker.jpg', 'jpeg'],
    ['rgb-8.png', 'png'],
    ['animated.png', 'png'],
    ['lossy.webp', 'webp'],
    ['lossless-alpha.webp', 'webp'],
    ['rgb-8.tif', 'tiff'],
    ['rgb-8-big-endian.tif', 'tiff'],
    ['rgb-8-bigtiff.tif', 'tiff'],
    ['rgb-24.bmp', 'bmp'],
    ['rgb-24-os2.bmp', 'bmp'],
  ])('is recognised: %s as %s', (name, format) => {
    expect(recogniseImage(readFixture(name))).toBe(format);
  });
});
