import { unknownClass } from '@slc/domain';
import { evaluate } from '@slc/evaluation';
import { expect, it } from 'vitest';
import type { Evaluation } from './evaluate-images.js';
import { evaluationText } from './evaluation-text.js';

/** Two images of the classes 7 and 9 of so many, both answered rightly. */
function evaluation(count: number): Evaluation {
  const classes = Array.from({ length: count }, (_, index) => unknownClass(index));
  const labels = Int32Array.of(7, 9);
  const logits = new Float64Array(2 * count);
  for (const [image, label] of labels.entries()) logits[image * count + label] = 4;
  const answers = { classes, labels, logits, groups: Int32Array.of(0, 1) };
  return {
    ...evaluate(answers, { temperature: 1, draws: 20 }),
    ...{ failed: [], leftOut: [], engine: 'onnx', seenInCalibration: false, comparison: null, shard: null },
    model: { id: 'own', revision: '1', sha256: 'ab', standIn: false, precision: 'float32' },
  };
}

it.each([
  [300, ['c7 ', 'c9 ', 'and 298 classes with no more images']],
  [10, ['c7 ', 'c9 ', ...['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c8'].map((id) => `${id} `)]],
])('of %i classes the text lists those with images, and the others while they are few', (count, rows) => {
  const [, table = ''] = evaluationText(evaluation(count)).split(/^class .*\n/m);
  const lines = table.slice(0, table.indexOf('\n\n')).split('\n');
  expect(lines.map((line, i) => line.slice(0, rows[i]?.length))).toEqual(rows);
});
