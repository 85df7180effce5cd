import { describe, expect, it } from 'vitest';
import {
  hasImageExtension,
  IMAGE_ACCEPT,
  IMAGE_EXTENSIONS,
  IMAGE_FORMATS,
  IMAGE_MEDIA_TYPES,
  listImageFormats,
} from './image-formats.js';

describe('the table of image formats', () => {
  it('gives the sentence, in the words of its language', () => {
    expect(listImageFormats()).toMatch(/^JPEG, .*\w or \w+$/);
    expect(listImageFormats('o')).toMatch(/^JPEG, .*\w o \w+$/);
    for (const { name } of Object.values(IMAGE_FORMATS)) expect(listImageFormats()).toContain(name);
  });

  it('names each media type and each file extension once', () => {
    for (const entries of [IMAGE_MEDIA_TYPES, IMAGE_EXTENSIONS])
      expect(new Set(entries).size).toBe(entries.length);
    expect(IMAGE_ACCEPT.split(',')).toEqual([...IMAGE_MEDIA_TYPES, ...IMAGE_EXTENSIONS]);
    for (const type of IMAGE_MEDIA_TYPES) expect(type).toMatch(/^(image|application)\/[a-z0-9.+-]+$/);
    for (const extension of IMAGE_EXTENSIONS) expect(extension).toMatch(/^\.[a-z0-9]+$/);
  });

  it.each([
    ['a.JPG', true],
    ['a.b.tiff', true],
    ['jpg', false],
    ['a.jpg.txt', false],
  ])('tells of %s whether its name ends as an image’s', (name, isImage) => {
    expect(hasImageExtension(name)).toBe(isImage);
  });
});
