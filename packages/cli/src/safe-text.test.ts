import { styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { safeText } from './safe-text.js';

describe('text for a terminal', () => {
  it('keeps lines, columns and what this program does itself: colours, and a line drawn anew', () => {
    const own = `\r\u001b[Kmodel [##..]\n${styleText('red', 'Unusable', { validateStream: false })}\té\n`;
    expect(safeText(own)).toBe(own);
  });

  it.each([
    ['a screen wiped', '\u001b[2Ja', '\\u{1b}[2Ja'],
    ['a title', '\u001b]0;all is well\u0007', '\\u{1b}]0;all is well\\u{7}'],
    ['a line deleted elsewhere', '\u001b[9A\u001b[M', '\\u{1b}[9A\\u{1b}[M'],
    ['the same in eight bits', '\u009b2J', '\\u{9b}2J'],
    ['a text turned', '\u202egnp.exe', '\\u{202e}gnp.exe'],
  ])('has no command that a stranger wrote: %s', (_, text, written) => {
    expect(safeText(text)).toBe(written);
  });
});
