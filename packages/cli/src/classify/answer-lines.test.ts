import { type Assessment, type Classification, LABEL_SETS, NOTICE, SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { answerLines } from './answer-lines.js';

const labels = LABEL_SETS.ham10000;

function answer(verdict: Assessment['verdict'], reasons: Assessment['reasons'] = []): Classification {
  return {
    topClass: 'MEL',
    predictions: [
      { class: 'MEL', probability: 0.75, logit: 1 },
      { class: 'NV', probability: 0.25, logit: 0 },
    ],
    malignantProbability: 0.75,
    assessment: { verdict, reasons, predictionSet: null, outlier: null, quality: [], views: null },
    temperature: 1,
    model: { id: 'a-model', revision: 'r1', sha256: 'ab'.repeat(32), standIn: false, precision: 'float32' },
    engine: 'onnx',
    image: { format: 'jpeg', width: 64, height: 64 },
    timingsMs: { queue: 1, decode: 2, inference: 3, total: 6 },
    notice: NOTICE,
  };
}

function linesFor(files: readonly string[], { columns = 100, hasColour = false } = {}) {
  return answerLines({ files, labels, screen: { columns, hasColour } });
}

describe('answers as lines', () => {
  const files = ['a.jpg', 'longer.jpg'];

  it('are aligned, with a bar, and say why an answer is not clear', () => {
    const line = linesFor(files);
    expect(line('a.jpg', answer('clear'))).toBe(
      'a.jpg       Clear      MEL    ████████░░  75.0 %  malignant  75.0 %\n',
    );
    expect(line('longer.jpg', answer('undecided', ['several-classes', 'unlike-training']))).toBe(
      'longer.jpg  Undecided  MEL    ████████░░  75.0 %  malignant  75.0 %  unlike training, several classes\n',
    );
  });

  it('show no class of a picture that cannot be judged', () => {
    expect(linesFor(files)('a.jpg', answer('unusable', ['several-classes', 'blurred']))).toBe(
      'a.jpg       Unusable   -      ··········                             blurred\n',
    );
  });

  it('say why there is no answer', () => {
    const error = new SlcError('invalid_image', 'image: it is cut off');
    expect(linesFor(files)('a.jpg', error)).toBe('a.jpg       error invalid_image: image: it is cut off\n');
  });

  it('give a long name a third of the screen, its end', () => {
    const long = 'photographs/of/a/patient/0001.jpg';
    const line = linesFor([long], { columns: 60 })(long, answer('clear'));
    expect(line).toMatch(/^…f\/a\/patient\/0001\.jpg {2}Clear /);
  });

  it('have colours where these are wanted alone', () => {
    expect(linesFor(files, { hasColour: true })('a.jpg', answer('undecided'))).toContain(
      '\u001b[33mUndecided',
    );
    expect(linesFor(files)('a.jpg', answer('undecided'))).not.toContain('\u001b');
  });
});
