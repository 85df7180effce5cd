import { describe, expect, it } from 'vitest';
import { ENGLISH, label } from '../tests/english.js';
import { confusionTable } from './confusion-table.js';

const WORDS = { caption: 'c', truth: 'truly', answer: 'called', total: 'all' };
const labels = [
  { name: label('Melanoma'), code: 'MEL' },
  { name: label('Naevus'), code: 'NV' },
];

describe('a confusion table', () => {
  it('has counts, shares of the row, and shades that follow the shares', () => {
    const counts = [
      [50, 50],
      [1, 199],
    ];
    const { rows } = confusionTable({ labels, counts }, WORDS, ENGLISH);
    expect(rows).toMatchObject([
      {
        total: '100',
        cells: [
          { count: '50', share: '50%', shade: '5', isRight: true },
          { count: '50', share: '50%', shade: '5', isRight: false },
        ],
      },
      // One in two hundred is little, and yet not nothing.
      { total: '200', cells: [{ count: '1', shade: '1', isRight: false }, { shade: '9' }] },
    ]);
  });

  it('has a class without images as a row of zeros', () => {
    const counts = [
      [0, 0],
      [0, 3],
    ];
    const [row] = confusionTable({ labels, counts }, WORDS, ENGLISH).rows;
    expect(row?.cells).toEqual([
      { count: '0', share: null, shade: '0', isRight: true },
      { count: '0', share: null, shade: '0', isRight: false },
    ]);
  });
});
