import { readFileSync } from 'node:fs';
import { listImageFormats, SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { describeFault, findFault } from '../client/find-fault.js';
import { root } from './example-models.js';

const drawing = readFileSync(`${root}test_images/synthetic/drawn-1.jpg`);

describe('a file that is chosen', () => {
  it('has no fault where it begins as an image and is within the limit', async () => {
    expect(await findFault(new Blob([drawing]), drawing.length)).toBeNull();
  });

  it.each([
    ['a text', 'not an image', 'a text file'],
    ['a text that is named as an image', 'GIF89a', 'a GIF image'],
    ['an empty file', '', 'an empty file'],
  ])('is refused before it is sent, with the message of the service: %s', async (_, content, got) => {
    expect(await findFault(new Blob([content]), 100)).toMatchObject({
      code: 'unsupported_media_type',
      message: `image: expected a ${listImageFormats()} file, got ${got}`,
    });
  });

  it('is refused where it is larger than the service takes', async () => {
    expect(await findFault(new Blob([drawing]), 1000)).toMatchObject({
      code: 'image_too_large',
      message: `image: expected at most 1000 bytes, got ${drawing.length}`,
    });
  });

  it('has its fault told in the page’s language, and the cause as the service has it', () => {
    const message = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
      key === 'word.or' ? 'o' : `${key} ${values.formats ?? ''}`.trim();
    expect(describeFault(new SlcError('unsupported_media_type', 'the cause'), message)).toEqual({
      code: 'unsupported_media_type',
      title: 'fault.unsupported_media_type.title',
      advice: `fault.unsupported_media_type.advice ${listImageFormats('o')}`,
      detail: 'the cause',
    });
  });
});
