import { describe, expect, it } from 'vitest';
import { displayWidth, fitToWidth, withoutControls } from './display-width.js';

describe('the columns of a text', () => {
  it.each([
    ['lesion.jpg', 10],
    // A letter and its accent, as macOS writes file names.
    ['le\u0301sion', 6],
    ['病変.jpg', 8],
    ['', 0],
  ])('of %s are %i', (text, expected) => {
    expect(displayWidth(text)).toBe(expected);
  });

  it.each([
    ['a.jpg', 8, 'a.jpg   '],
    ['patients/00017.jpg', 10, '…00017.jpg'],
    ['患者/病変.jpg', 10, '…/病変.jpg'],
    ['患者病変', 6, '…病変 '],
  ])('%s is fitted to %i', (text, columns, expected) => {
    expect(fitToWidth(text, columns)).toBe(expected);
    expect(displayWidth(fitToWidth(text, columns))).toBe(columns);
  });

  it('has no control characters that a file name brings', () => {
    expect(withoutControls('a\u001b]0;title\u0007\n.jpg')).toBe('a?]0;title??.jpg');
  });
});
