import { describe, expect, it } from 'vitest';
import {
  dataset,
  type Encoded,
  element,
  encapsulated,
  type TestElement,
  UNDEFINED_LENGTH,
} from '../../tests/encode-dicom.js';
import { TAGS } from '../tags.js';
import { walkElements } from './elements.js';
import { textOf, uint16sOf } from './values.js';

const EXPLICIT: Encoded = { isExplicit: true, isLittleEndian: true };
const IMPLICIT: Encoded = { isExplicit: false, isLittleEndian: true };
const SEQUENCE = 0x0040_0275;
const ITEM = element(TAGS.item, '', '', UNDEFINED_LENGTH);
const END_OF_ITEM = element(TAGS.itemDelimitation, '');
const END_OF_SEQUENCE = element(TAGS.sequenceDelimitation, '');
const LAST = element(TAGS.rows, 'US', 450);

function walk(elements: readonly TestElement[], encoding = EXPLICIT) {
  return walkElements(dataset(encoding, elements), { encoding, start: 0 });
}

describe('walkElements', () => {
  it.each([
    ['explicit', EXPLICIT, 'SQ'],
    ['implicit', IMPLICIT, 'SQ'],
  ])('skips sequences whose length is not declared: %s', (_name, encoding, vr) => {
    const open = element(SEQUENCE, vr, '', UNDEFINED_LENGTH);
    const inner = [open, ITEM, element(0x0008_0100, 'SH', 'A '), END_OF_ITEM, END_OF_SEQUENCE];
    const outer = [open, ITEM, ...inner, END_OF_ITEM, element(TAGS.item, '', 'abcd'), END_OF_SEQUENCE, LAST];
    expect(uint16sOf(walk(outer, encoding), TAGS.rows)).toEqual([450]);
  });

  it('skips sequences whose length is declared, with what they hold', () => {
    const content = dataset(EXPLICIT, [element(TAGS.item, '', 'abcd')]);
    const { elements } = walk([element(SEQUENCE, 'SQ', content), LAST]);
    expect([...elements.keys()]).toEqual([SEQUENCE, TAGS.rows]);
    expect(elements.get(SEQUENCE)).toMatchObject({ vr: 'SQ', start: 12, end: 24, isOpenEnded: false });
  });

  it('reads a sequence of unknown VR as implicit, whatever the file is', () => {
    const content = dataset(IMPLICIT, [ITEM, element(0x0008_0100, 'SH', 'A '), END_OF_ITEM, END_OF_SEQUENCE]);
    const bytes = Buffer.concat([
      dataset(EXPLICIT, [element(SEQUENCE, 'UN', '', UNDEFINED_LENGTH)]),
      content,
      dataset(EXPLICIT, [LAST]),
    ]);
    expect(uint16sOf(walkElements(bytes, { encoding: EXPLICIT, start: 0 }), TAGS.rows)).toEqual([450]);
  });

  it('skips encapsulated pixel data within an icon, and gives the fragments of its own', () => {
    const icon = [ITEM, element(TAGS.pixelData, 'OB', '', UNDEFINED_LENGTH)];
    const bytes = Buffer.concat([
      dataset(EXPLICIT, [element(0x0088_0200, 'SQ', '', UNDEFINED_LENGTH), ...icon]),
      encapsulated(Buffer.from('icon')),
      dataset(EXPLICIT, [END_OF_ITEM, END_OF_SEQUENCE, element(TAGS.pixelData, 'OB', '', UNDEFINED_LENGTH)]),
      encapsulated(Buffer.from('one '), Buffer.from('two ')),
    ]);
    const { elements } = walkElements(bytes, { encoding: EXPLICIT, start: 0 });
    const fragments = elements.get(TAGS.pixelData)?.fragments ?? [];
    expect(fragments.map(({ start, end }) => bytes.toString('latin1', start, end))).toEqual([
      '',
      'one ',
      'two ',
    ]);
  });

  it('stops behind the pixel data, whatever follows', () => {
    const trailing = element(0xfffc_fffc, 'OB', '', 4_000_000_000);
    expect(walk([LAST, element(TAGS.pixelData, 'OB', 'ab'), trailing]).elements.size).toBe(2);
  });

  it('takes the last of two elements with the same tag', () => {
    expect(uint16sOf(walk([LAST, element(TAGS.rows, 'US', 300)]), TAGS.rows)).toEqual([300]);
  });
});

describe('a hostile dataset', () => {
  it.each<[string, readonly TestElement[], RegExp, Encoded?]>([
    ['a length of 4 GB', [element(TAGS.pixelData, 'OB', 'ab', 4_294_967_294)], /cut short$/],
    ['a text that reaches beyond the end', [element(TAGS.sopClassUid, 'UI', '1.2', 60_000)], /cut short$/],
    ['a fragment of 4 GB', openPixels([element(TAGS.item, '', 'ab', 4_294_967_294)]), /cut short$/],
    ['a fragment of undefined length', openPixels([ITEM]), /damaged at \(7FE0,0010\)$/],
    ['something else between fragments', openPixels([END_OF_ITEM]), /damaged at \(7FE0,0010\)$/],
    ['pixel data without an end', openPixels([element(TAGS.item, '', 'ab')]), /cut short$/],
    ['a sequence without an end', [element(SEQUENCE, 'SQ', '', UNDEFINED_LENGTH)], /cut short$/],
    ['a delimiter outside a sequence', [END_OF_SEQUENCE], /damaged at byte 0, .* outside a sequence$/],
    ['an item without a sequence', [ITEM], /damaged at byte 0,/],
    ['a VR of no letters', [element(TAGS.rows, '\x01\x02', 450)], /damaged at byte 0$/],
    [
      '20,000 sequences in each other',
      Array.from({ length: 20_000 }, () => [element(SEQUENCE, 'SQ', '', UNDEFINED_LENGTH), ITEM]).flat(),
      /at most 32 sequences in each other, got more$/,
    ],
    [
      '20,001 empty elements',
      Array.from({ length: 20_001 }, (_, i) => element(0x0009_1000 + i, 'LO')),
      /at most 20000 elements in a DICOM file, got more$/,
    ],
    [
      '20,001 empty items',
      [
        element(SEQUENCE, 'SQ', '', UNDEFINED_LENGTH),
        ...Array.from({ length: 20_001 }, () => element(TAGS.item, '')),
      ],
      /at most 20000 elements/,
    ],
    [
      '20,001 empty fragments',
      openPixels(Array.from({ length: 20_001 }, () => element(TAGS.item, ''))),
      /at most/,
    ],
    [
      'endless delimiters',
      [element(SEQUENCE, 'SQ', '', UNDEFINED_LENGTH), ...Array.from({ length: 100 }, () => END_OF_ITEM)],
      /damaged at byte 12$/,
    ],
    [
      'a tail of 200 kB of zeros',
      [LAST, ...Array.from({ length: 25_000 }, () => element(0, ''))],
      /at most/,
      IMPLICIT,
    ],
  ])('is refused for %s', (_name, elements, message, encoding = EXPLICIT) => {
    expect(() => walk(elements, encoding)).toThrow(
      expect.objectContaining({ code: 'invalid_image', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['a length that is forged', [element(0x0010_0010, 'PN', 'TOP^J1234567', 1), LAST]],
    [
      'items that are none',
      [element(SEQUENCE, 'SQ', '', UNDEFINED_LENGTH), element(0x504f_4a5e, 'LO', 'JANE')],
    ],
  ])('says where it is damaged, and no bytes that may be of a name: %s', (_name, elements) => {
    expect(() => walk(elements)).toThrow(/damaged at byte \d+$/);
  });

  it('takes a delimiter with a length of 4 GB for what it is', () => {
    const end = element(TAGS.sequenceDelimitation, '', '', UNDEFINED_LENGTH);
    const { elements } = walk([element(SEQUENCE, 'SQ', '', UNDEFINED_LENGTH), end, LAST]);
    expect(elements.size).toBe(2);
  });

  it.each<[string, TestElement]>([
    ['32 bits', element(TAGS.rows, 'UL', [0, 1])],
    ['two numbers', element(TAGS.rows, 'US', [450, 1])],
    ['one byte', element(TAGS.rows, 'US', 'a')],
  ])('is refused when its height has %s', (_name, rows) => {
    expect(() => uint16sOf(walk([rows]), TAGS.rows)).toThrow(/damaged at \(0028,0010\)$/);
  });

  it('is refused when a code is a text of 4 kB', () => {
    const long = walk([element(TAGS.sopClassUid, 'UC', '1'.repeat(4096))]);
    expect(() => textOf(long, TAGS.sopClassUid)).toThrow(/damaged at \(0008,0016\)$/);
  });
});

function openPixels(items: readonly TestElement[]): TestElement[] {
  return [element(TAGS.pixelData, 'OB', '', UNDEFINED_LENGTH), ...items];
}
