import { describe, expect, it } from 'vitest';
import { createFormat } from './format.js';

const NBSP = '\u00a0';

describe('numbers and dates', () => {
  it.each([
    ['en', 0.7312, '73.1%'],
    ['es', 0.7312, `73,1${NBSP}%`],
    ['en', 0.00001, '<0.1%'],
    ['es', 0.00001, `<0,1${NBSP}%`],
    ['en', 0.99999, '>99.9%'],
    ['en', 0, '0.0%'],
    ['en', 1, '100.0%'],
  ] as const)('in %s, %d is %s', (locale, fraction, text) => {
    expect(createFormat(locale).percent(fraction)).toBe(text);
  });

  it('join lists with the language’s own word', () => {
    const [english, spanish] = [createFormat('en'), createFormat('es')];
    expect([english.and(['a', 'b', 'c']), english.or(['a', 'b'])]).toEqual(['a, b and c', 'a or b']);
    expect([spanish.and(['a', 'b', 'c']), spanish.or(['a', 'b'])]).toEqual(['a, b y c', 'a o b']);
    expect(english.and(['a'])).toBe('a');
  });

  it('are written as each language does', () => {
    const [english, spanish] = [createFormat('en'), createFormat('es')];
    expect([english.integer(20_496_231), spanish.integer(20_496_231)]).toEqual(['20,496,231', '20.496.231']);
    expect([english.decimal(-1.5, 3), spanish.decimal(-1.5, 3)]).toEqual(['−1.500', '−1,500']);
    expect([english.share(0.88), spanish.share(0.7954)]).toEqual(['0.880', '0,795']);
    expect([english.bytes(247_255_104), spanish.bytes(7_479_920)]).toEqual(['236 MiB', '7,1 MiB']);
    expect([english.megabytes(247_255_104), spanish.megabytes(7_479_920)]).toEqual(['247 MB', '7 MB']);
    expect([7, 10, 11, 1000].map(english.count)).toEqual(['seven', 'ten', '11', '1,000']);
    expect([2, 8, 300].map(spanish.count)).toEqual(['dos', 'ocho', '300']);
    const moment = new Date('2026-11-24T09:05:00Z');
    expect(english.moment(moment)).toMatch(/^24 November 2026.* 09:05 UTC$/);
    expect([english.date(moment), spanish.date(moment)]).toEqual([
      '24 November 2026',
      '24 de noviembre de 2026',
    ]);
    expect(spanish.moment(moment)).toMatch(/^24 de noviembre de 2026.* 9:05 UTC$/);
  });
});
