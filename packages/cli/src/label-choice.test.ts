import { LABEL_SETS } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { readLabels } from './label-choice.js';

describe('labels are read from', () => {
  it.each([
    ['alphabetical', LABEL_SETS.ham10000],
    ['ham10000', LABEL_SETS.ham10000],
    ['ham10000-28x28', LABEL_SETS['ham10000-28x28']],
    ['isic-2019', LABEL_SETS['isic-2019']],
    ['benign-malignant', LABEL_SETS['benign-malignant']],
  ])('the name %s of a set', (name, labels) => {
    expect(readLabels(name)).toEqual({ text: name, labels });
  });

  it('ids, names and usual spellings of known classes, in any case', () => {
    const { text, labels } = readLabels('akiec, bcc,BKL, Dermatofibroma,nevus,vasc,melanoma');
    expect(labels).toEqual(LABEL_SETS['ham10000-28x28']);
    expect(text).toBe('akiec,bcc,BKL,Dermatofibroma,nevus,vasc,melanoma');
    expect(readLabels('malignant,benign').labels.map(({ malignancy }) => malignancy)).toEqual([
      'malignant',
      'benign',
    ]);
  });

  it('names of other classes, of which nothing else is known', () => {
    const { labels } = readLabels('MEL,viral wart,piel sana');
    expect(labels.map(({ id, name, malignancy }) => [id, name, malignancy])).toEqual([
      ['MEL', 'Melanoma', 'malignant'],
      ['viral-wart', 'viral wart', null],
      ['piel-sana', 'piel sana', null],
    ]);
  });

  it('two kinds of one known class, each as a class of its own', () => {
    const { labels } = readLabels('nevus,pigmented benign keratosis,seborrheic keratosis');
    expect(labels.map(({ id, name, malignancy }) => [id, name, malignancy])).toEqual([
      ['NV', 'Melanocytic naevus', 'benign'],
      ['pigmented-benign-keratosis', 'pigmented benign keratosis', 'benign'],
      ['seborrheic-keratosis', 'seborrheic keratosis', 'benign'],
    ]);
  });
});

it.each([
  [
    'ham1000',
    /^labels: expected one of alphabetical, ham10000, .*, or classes with commas between, got ham1000$/,
  ],
  ['', /^labels: expected one of alphabetical/],
  ['MEL,,NV', /^labels: expected a class with letters or digits, got ""$/],
  ['MEL,scar,scar', /^labels: expected each class once, got scar twice$/],
])('labels are not read from %j', (text, message) => {
  expect(() => readLabels(text)).toThrow(
    expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(message) }),
  );
});
