import { describe, expect, it } from 'vitest';
import { ENGLISH, label } from '../tests/english.js';
import { coveragePlot } from './coverage-plot.js';
import { intervalPlot } from './interval-plot.js';

const WORDS = {
  caption: 'Recall',
  row: 'Class',
  drawn: 'Drawn',
  value: 'Recall',
  interval: '95%',
  count: 'Images',
  range: ({ low, high }: Record<string, string>) => `${low} to ${high}`,
  unknown: 'not known',
};
const MEL = { name: label('Melanoma'), code: 'MEL', malignancy: 'malignant' as const };

describe('an interval plot', () => {
  it('draws a dot and its whiskers, and says the same in figures', () => {
    const row = { ...MEL, value: 0.503, interval: { low: 0.429, high: 0.577 }, count: 171 };
    expect(intervalPlot([row], WORDS, ENGLISH).rows).toEqual([
      {
        ...MEL,
        value: '50%',
        interval: '43% to 58%',
        count: '171',
        plot: { whisker: 'M42.9 8H57.7', ends: 'M42.9 3v10M57.7 3v10', dot: 'M50.3 8h0' },
        note: null,
      },
    ]);
  });

  it('draws nothing for a class of which nothing is known', () => {
    const [row] = intervalPlot([{ ...MEL, value: null, interval: null, count: null }], WORDS, ENGLISH).rows;
    expect(row).toMatchObject({ plot: null, value: 'not known', interval: null, count: 'not known' });
  });
});

describe('a coverage plot', () => {
  const words = { ...WORDS, below: 'below what was asked for' };
  const plot = (covered: number, images: number) =>
    coveragePlot({ asked: 0.9, rows: [{ ...MEL, covered, images }] }, words, ENGLISH);

  it('marks what was asked for, and what was got with its Wilson interval', () => {
    const { asked, rows } = plot(88, 100);
    expect(asked).toBe('M90.0 0v16');
    expect(rows[0]).toMatchObject({ value: '88%', interval: '80% to 93%', count: '100', note: null });
  });

  it('says where a class got less, but not where chance alone may have done it', () => {
    expect(plot(70, 100).rows[0]?.note).toBe('below what was asked for');
    expect(plot(8, 10).rows[0]?.note).toBeNull();
  });

  it('says that a class without images was not measured', () => {
    expect(plot(0, 0).rows[0]).toMatchObject({ plot: null, value: 'not known', count: '0', note: null });
  });
});
