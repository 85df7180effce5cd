import { describe, expect, it } from 'vitest';
import { IMAGE_FORMAT_IDS, IMAGE_FORMATS, IMAGE_MEDIA_TYPES, listImageFormats } from './image-formats.js';

describe('the table of image formats', () => {
  it('gives the sentence, in the words of its language', () => {
    expect(listImageFormats()).toMatch(/^JPEG, .*\w or \w+$/);
    expect(listImageFormats('o')).toMatch(/^JPEG, .*\w o \w+$/);
    for (const { name } of Object.values(IMAGE_FORMATS)) expect(listImageFormats()).toContain(name);
  });

  it('names each media type and each file extension once', () => {
    const extensions = IMAGE_FORMAT_IDS.flatMap((id) => IMAGE_FORMATS[id].fileExtensions);
    for (const entries of [IMAGE_MEDIA_TYPES, extensions]) expect(new Set(entries).size).toBe(entries.length);
    for (const type of IMAGE_MEDIA_TYPES) expect(type).toMatch(/^image\/[a-z0-9.+-]+$/);
    for (const extension of extensions) expect(extension).toMatch(/^\.[a-z0-9]+$/);
  });
});
