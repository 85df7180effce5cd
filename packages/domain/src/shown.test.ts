import { describe, expect, it } from 'vitest';
import { isReadable, readable, shown } from './shown.js';

describe('a stranger’s word', () => {
  it.each([
    ['stays as it is', 'Lésion mélanocytaire 黒子 👩🏽‍⚕️', 'Lésion mélanocytaire 黒子 👩🏽‍⚕️'],
    ['moves no cursor', '\u001b[2Ja\u009b31m', '\\u{1b}[2Ja\\u{9b}31m'],
    ['begins no line', 'a\nb\r\u2028c', 'a\\u{a}b\\u{d}\\u{2028}c'],
    ['turns no text', '\u202egnp.exe\u2066', '\\u{202e}gnp.exe\\u{2066}'],
    ['has whole letters', 'a\ud83d', 'a\\u{d83d}'],
  ])('%s', (_, word, written) => {
    expect(shown(word)).toBe(written);
    expect(readable(word)).toBe(written);
    expect(isReadable(word)).toBe(word === written);
  });

  it('is cut where it is long', () => {
    expect(shown('a'.repeat(50_000_000))).toBe(`${'a'.repeat(80)}…`);
    expect(shown('abc', 2)).toBe('ab…');
    expect(shown('abc', 3)).toBe('abc');
  });
});
