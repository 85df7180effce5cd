import { describe, expect, it } from 'vitest';
import { listImageFormats } from './image-formats.js';
import { recogniseImage } from './recognise-image.js';

describe('recogniseImage', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
  it.each([
    ['nothing', bytes(''), 'an empty file'],
    ['a GIF', bytes('GIF89a\x20\0\x20\0'), 'a GIF image'],
    [
      'a BMP of an unknown kind',
      bytes(`BM\x36${'\0'.repeat(11)}\x10\0\0\0`),
      'a BMP image with an unknown header',
    ],
    ['text that begins as a BMP', bytes('BMI,age,top_class\n23,40,MEL\n'), 'a text file'],
    ['a PDF', bytes('%PDF-1.7\n%\xe2\xe3'), 'a PDF document'],
    ['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'an SVG drawing'],
    ['an SVG with an XML declaration', bytes('<?xml version="1.0"?>\n<!-- x -->\n<svg/>'), 'an SVG drawing'],
    ['an SVG with a byte order mark', bytes('\xef\xbb\xbf  <SVG/>'), 'an SVG drawing'],
    ['XML', bytes('<?xml version="1.0"?><a/>'), 'an XML document'],
    ['HTML', bytes('\n<!DOCTYPE html><title>404</title>'), 'a web page'],
    ['HEIC', bytes('\0\0\0\x18ftypheic\0\0\0\0'), 'a HEIC image (save it as JPEG)'],
    ['AVIF', bytes('\0\0\0\x1cftypavif\0\0\0\0'), 'an AVIF image'],
    ['a film', bytes('\0\0\0\x18ftypmp42\0\0\0\0'), 'a video'],
    [
      'a DICOM dataset',
      bytes('\x08\0\x05\0CS\x0a\0ISO_IR 100'),
      'a DICOM dataset without the header of a file',
    ],
    ['one in big endian', bytes('\0\x08\0\x05CS\0\x0a'), 'a DICOM dataset without the header of a file'],
    ['a DICOM group 2', bytes('\x02\0\0\0UL\x04\0'), 'a DICOM dataset without the header of a file'],
    ['JPEG XL', bytes('\xff\x0a\xfa\x7f'), 'a JPEG XL image'],
    ['a ZIP', bytes('PK\x03\x04\x14\0'), 'a ZIP archive or office document'],
    ['text', bytes('top_class,probability\nMEL,0.7\n'), 'a text file'],
    ['text cut inside a character', Buffer.from('naevus\u00e9').subarray(0, 7), 'a text file'],
    ['noise', bytes('\x07\x93\xc4\0\x01'), 'a file of unknown type'],
    ['the start of a JPEG marker alone', bytes('\xff\xd8'), 'a file of unknown type'],
    ['a PNG damaged by a text transfer', bytes('\x89PNG\n\x1a\n'), 'a file of unknown type'],
    ['a RIFF file with sound', bytes('RIFF\x24\0\0\0WAVEfmt '), 'a file of unknown type'],
  ])('refuses %s and says what it looks like', (_name, file, description) => {
    expect(() => recogniseImage(file)).toThrow(
      expect.objectContaining({
        code: 'unsupported_media_type',
        message: `image: expected a ${listImageFormats()} file, got ${description}`,
      }),
    );
  });

  it('takes a file for DICOM whatever format its first 128 bytes are of', () => {
    for (const beginning of ['', '\xff\xd8\xff\xe0', 'II*\0', 'GIF89a', '<svg>']) {
      expect(recogniseImage(bytes(`${beginning.padEnd(128, '\0')}DICM`))).toBe('dicom');
    }
  });
});
