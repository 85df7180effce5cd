import { describe, expect, it } from 'vitest';
import { readDescriptions } from './read-descriptions.js';

const besides = (file: string, content: string | Uint8Array) =>
  readDescriptions(new Map([[file, typeof content === 'string' ? Buffer.from(content) : content]]));

describe('a file that describes a model', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8 with its mark', Buffer.from('\ufeffnévus\nb')],
    ['UTF-16 of a small end', Buffer.from('\ufeffnévus\nb', 'utf16le')],
    ['UTF-16 of a big end', Buffer.from('\ufeffnévus\nb', 'utf16le').swap16()],
  ])('is read in %s', (_, bytes) => {
    expect(besides('labels.txt', bytes).classes?.value).toEqual(['névus', 'b']);
  });

  it('is read with a mark before its JSON', () => {
    expect(besides('labels.json', '\ufeff["a","b"]').classes?.value).toEqual(['a', 'b']);
  });

  it.each<[string, string, string | Uint8Array, string]>([
    [
      'bytes of another encoding',
      'labels.txt',
      Buffer.from('névus\nb', 'latin1'),
      'expected text in UTF-8; it was not used',
    ],
    ['no JSON', 'labels.json', '["a",]', 'expected JSON; it was not used'],
    [
      'no names',
      'classes.json',
      '{"a":["n01","b"]}',
      'expected a name for each class, in a list or by place; it was not used',
    ],
    ['one name', 'labels.txt', 'nevus', 'expected a name a line; it was not used'],
    ['a place without a name', 'config.json', '{"id2label":{"0":"a","2":"b"}}', 'its id2label has not'],
    [
      'JSON of another kind',
      'config.json',
      '{"pretrained_cfg":{"interpolation":{"toString":1}}}',
      'expected JSON of its usual form; it was not used',
    ],
  ])('is not passed over in silence where it has %s', (_, file, content, note) => {
    const { notes, ...found } = besides(file, content);
    expect(found).toEqual({});
    expect(notes).toEqual([expect.stringContaining(`${file}: ${note}`)]);
  });

  it('says nothing where it means something else', () => {
    expect(besides('config.json', '{"architectures":["ViT"]}')).toEqual({});
  });
});
