import { describe, expect, it } from 'vitest';
import type { Result } from '../client/classify-image.js';
import { toCsv, toJson } from '../client/export-answers.js';

const classification: Result['classification'] = {
  topClass: 'NV',
  predictions: [
    { class: 'NV', probability: 0.875 },
    { class: 'MEL', probability: 0.125 },
    ...['AKIEC', 'BCC', 'BKL', 'DF', 'VASC'].map((id) => ({ class: id, probability: 0 })),
  ],
  temperature: 2.77,
  model: { id: 'a-model', revision: 'r1', sha256: 'ab', standIn: false },
};
const result = { classification, className: '', probability: '', malignant: '' };
// The page itself is not exported.
const done = (name: string) => ({
  name,
  state: { kind: 'done' as const, result: result as unknown as Result },
});
const failed = {
  name: 'b.txt',
  state: { kind: 'failed' as const, title: 'Not supported', advice: '', isOfImage: true },
};

describe('the export of several answers', () => {
  it('is a table with a line for each image that is done or has failed', () => {
    const waiting = { name: 'c.jpg', state: { kind: 'ready' as const } };
    expect(toCsv([done('a.jpg'), failed, waiting])).toBe(
      [
        'file,top_class,AKIEC,BCC,BKL,DF,MEL,NV,VASC,temperature,model,revision,sha256,stand_in,error\r\n',
        'a.jpg,NV,0,0,0,0,0.125,0.875,0,2.77,a-model,r1,ab,false,\r\n',
        'b.txt,,,,,,,,,,,,,,Not supported\r\n',
      ].join(''),
    );
  });

  it.each([
    ['a "good", name.jpg', '"a ""good"", name.jpg"'],
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1.jpg', "'+1.jpg"],
    ['@sum.jpg', "'@sum.jpg"],
  ])('writes the name %s so that no spreadsheet runs or splits it', (name, cell) => {
    expect(toCsv([done(name)]).split('\r\n')[1]).toBe(
      `${cell},NV,0,0,0,0,0.125,0.875,0,2.77,a-model,r1,ab,false,`,
    );
  });

  it('has a column for each class of any answer, with c2 before c10', () => {
    const predictions = ['c10', 'c2', 'c0'].map((id) => ({ class: id, probability: 0.25 }));
    const other = { ...result, classification: { ...classification, topClass: 'c10', predictions } };
    const image = { name: 'b.jpg', state: { kind: 'done' as const, result: other as unknown as Result } };
    const [head, first, second] = toCsv([done('a.jpg'), image]).split('\r\n');
    expect(head).toMatch(/^file,top_class,AKIEC,BCC,BKL,c0,c2,c10,DF,MEL,NV,VASC,temperature,/);
    expect(first).toMatch(/^a\.jpg,NV,0,0,0,,,,0,0\.125,0\.875,0,2\.77,/);
    expect(second).toMatch(/^b\.jpg,c10,,,,0\.25,0\.25,0\.25,,,,,2\.77,/);
  });

  it('is JSON with the whole answer, or the error, of each', () => {
    expect(JSON.parse(toJson([done('a.jpg'), failed]))).toEqual([
      { file: 'a.jpg', ...classification },
      { file: 'b.txt', error: { message: 'Not supported' } },
    ]);
  });
});
