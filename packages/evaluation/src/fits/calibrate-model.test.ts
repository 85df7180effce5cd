import { type QualityReason, VERDICTS } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { labelledAnswers, REFERENCES, referenceAnswers } from '../../tests/fit-references.js';
import type { Embeddings, LabelledAnswers } from '../answers.js';
import { Random } from '../random.js';
import { type CalibrationStep, calibrateModel, type WrongSortImages } from './calibrate-model.js';
import type { ObservedImages } from './held-out-verdicts.js';
import { outlierScore } from './outliers/detector.js';
import { encodeOutliers } from './outliers/outliers-file.js';
import { embeddingOf } from './select-images.js';

const LENGTH = 12;

/** Close to a standard normal draw: the sum of twelve uniform ones has variance 1. */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.uniform();
  return sum;
}

function draw(images: number, random: Random, centre: (image: number, i: number) => number): Embeddings {
  const data = Float32Array.from(
    { length: images * LENGTH },
    (_, i) => centre(Math.floor(i / LENGTH), i % LENGTH) + normal(random),
  );
  return { data, length: LENGTH };
}

/** Answers of a model that is overconfident: logits of the right temperature, times 2. */
function drawn(images: number, seed = 1): LabelledAnswers {
  const random = Random.seeded(seed);
  const labels = Array.from({ length: images }, () => Math.min(2, Math.floor(4 * random.uniform() ** 2)));
  const logits = Float64Array.from({ length: 3 * images }, (_, i) => {
    const isTrue = labels[Math.floor(i / 3)] === i % 3;
    return 2 * (normal(random) + (isTrue ? 2 : 0));
  });
  const embeddings = draw(images, random, (image, i) => (labels[image] === i ? 5 : 0));
  return { ...labelledAnswers(3, logits, labels), embeddings };
}

function observed(images: number): ObservedImages {
  return {
    quality: Array.from({ length: images }, () => []),
    views: Array.from({ length: images }, () => null),
  };
}

/** Pictures of which the model is quite sure. */
function drawWrongSort(images: number): WrongSortImages {
  const embeddings = draw(images, Random.seeded(9), (_, i) => (i > 8 ? 3 : 0));
  const logits = Float64Array.from({ length: 3 * images }, (_, i) => (i % 3 === 0 ? 20 : 0));
  return { logits, embeddings, observed: observed(images) };
}

const options = { temperature: 1.5, coverage: 0.9, wrongSort: drawWrongSort(60) };

describe('a calibration', () => {
  const answers = drawn(1_000);
  const calibration = calibrateModel(answers, options);
  const { fitted, heldOut, notFitted } = calibration;

  it('finds the temperature at which the logits were drawn, in each fold too', () => {
    for (const temperature of [fitted.temperature, ...heldOut.temperatures]) {
      expect(Math.abs(temperature - 1)).toBeLessThan(0.15);
    }
  });

  it('covers on held-out images what was asked', () => {
    // Two standard deviations of a share of 0.9 of 1,000 are 0.019.
    expect(heldOut.coverage.covered / 1_000).toBeGreaterThan(0.88);
    expect(heldOut.coverage.sizes.reduce((sum, count) => sum + count)).toBe(1_000);
    for (const { images, covered } of heldOut.coverage.perClass)
      expect(covered / images).toBeGreaterThan(0.85);
  });

  it('finds 5 % of held-out genuine images unlike the others, and 1 % unusable', () => {
    expect(heldOut.outliers?.genuine.undecided).toBeGreaterThanOrEqual(30);
    expect(heldOut.outliers?.genuine.undecided).toBeLessThanOrEqual(70);
    expect(heldOut.outliers?.genuine.unusable).toBeLessThanOrEqual(20);
  });

  it('finds what lies far from each class, and held-out pictures of the wrong sort', () => {
    const { detector, unusableFrom } = fitted.outliers ?? expect.fail('no detector');
    const far = draw(1, Random.seeded(3), () => 8);
    expect(outlierScore(detector, embeddingOf(far, 0))).toBeGreaterThan(unusableFrom);
    expect(heldOut.outliers?.wrongSort?.undecided).toBeGreaterThan(55);
  });

  it('says which verdicts held-out pictures of the wrong sort get, though each has one plausible class', () => {
    const verdicts = heldOut.verdicts.wrongSort ?? expect.fail('no verdicts');
    const { undecided, unusable } = heldOut.outliers?.wrongSort ?? expect.fail('no scores');
    const counts = VERDICTS.map((verdict) => verdicts.filter((own) => own === verdict).length);
    expect(counts).toEqual([60 - undecided, undecided - unusable, unusable]);
  });

  it('says which verdicts held-out images get, where it is told what else was observed of them', () => {
    expect(heldOut.verdicts.genuine).toBeNull();
    const answers = drawn(200);
    const quality = Array.from({ length: 200 }, (_, i): QualityReason[] => (i < 9 ? ['blurred'] : []));
    const views = Array.from({ length: 200 }, () => ({ count: 4, agreeing: 4 }));
    const { members, verdicts, outliers } = calibrateModel(answers, {
      ...options,
      observed: { quality, views },
    }).heldOut;
    const setSizes = Array.from(
      { length: 200 },
      (_, i) => members.subarray(3 * i, 3 * i + 3).filter(Boolean).length,
    );
    const score = (i: number) => outliers?.genuine.scores[i] ?? Number.NaN;
    const limit = (i: number) => outliers?.genuine.unusableFrom[i] ?? Number.NaN;
    expect(verdicts.genuine).toEqual(
      setSizes.map((size, i) =>
        i < 9 || score(i) > limit(i) ? 'unusable' : size > 1 || score(i) > 1 ? 'undecided' : 'clear',
      ),
    );
    expect(new Set(verdicts.genuine)).toEqual(new Set(VERDICTS));
  });

  it('leaves nothing out', () => {
    expect(calibration.isTemperatureFitted).toBe(true);
    expect(notFitted).toEqual([]);
  });

  it('says what it fits, and how much of the work is done', () => {
    const steps: string[] = [];
    const onStep = ({ done, total, what }: CalibrationStep) => steps.push(`${done}/${total} ${what}`);
    calibrateModel(drawn(200), { ...options, onStep });
    const detectors = Array.from({ length: 6 }, (_, i) => `${i + 1}/7 outlier detector ${i + 1} of 6`);
    expect(steps).toEqual(['0/7 temperature and prediction sets', ...detectors]);
  });

  it('gives the same twice, bit by bit', () => {
    const again = calibrateModel(drawn(1_000), options);
    expect(again).toEqual(calibration);
    expect(encodeOutliers(again.fitted.outliers?.detector ?? expect.fail())).toEqual(
      encodeOutliers(fitted.outliers?.detector ?? expect.fail()),
    );
  });
});

it('covers held-out images of the compact model’s calibration as the README says', () => {
  const reference = REFERENCES.answers['the compact model’s, of 708 images'] ?? expect.fail('not there');
  const answers = referenceAnswers(reference);
  const { covered, sizes, perClass } = calibrateModel(answers, options).heldOut.coverage;
  expect(covered).toBe(660);
  expect(sizes).toEqual([198, 345, 141, 24, 0, 0, 0]);
  expect(perClass.map((own) => [own.covered, own.images])).toEqual([
    [20, 20],
    [28, 30],
    [62, 67],
    [6, 8],
    [50, 55],
    [486, 520],
    [8, 8],
  ]);
});

describe('a calibration of few images', () => {
  it('says what it leaves out', () => {
    const { embeddings: _, ...answers } = drawn(100);
    // All answers are right, and one class is rare.
    const labels = answers.labels.map((_, image) => (image < 5 ? 2 : image % 2));
    const logits = Float64Array.from({ length: 300 }, (_, i) =>
      labels[Math.floor(i / 3)] === i % 3 ? 4 : i % 2,
    );
    const calibration = calibrateModel({ ...answers, labels, logits }, options);
    const { fitted, heldOut, notFitted } = calibration;
    expect(calibration.isTemperatureFitted).toBe(false);
    expect(fitted.temperature).toBe(1.5);
    expect(Object.keys(fitted.predictionSet.classThresholds)).toEqual(['c0', 'c1']);
    expect([fitted.outliers, heldOut.outliers]).toEqual([null, null]);
    expect(notFitted).toEqual([
      { code: 'temperature', kept: 1.5 },
      { code: 'thresholds', coverage: 0.9, needed: 20, classes: [{ class: 'c2', images: 5 }] },
      { code: 'embedding' },
    ]);
  });

  it('takes an embedding that is the same for each image for none', () => {
    const answers = drawn(120);
    const embeddings = { length: LENGTH, data: new Float32Array(120 * LENGTH).fill(0.1) };
    const { fitted, notFitted } = calibrateModel({ ...answers, embeddings }, options);
    expect(fitted.outliers).toBeNull();
    expect(notFitted).toContainEqual({ code: 'embedding' });
  });

  it('gives a class no threshold of its own where its images are too few for the coverage', () => {
    const all = drawn(200);
    const labels = all.labels.map((_, image) => (image < 30 ? 2 : image % 2));
    const { fitted, notFitted } = calibrateModel({ ...all, labels }, { ...options, coverage: 0.97 });
    expect(Object.keys(fitted.predictionSet.classThresholds)).toEqual(['c0', 'c1']);
    expect(notFitted).toContainEqual({
      ...{ code: 'thresholds', coverage: 0.97, needed: 33, classes: [{ class: 'c2', images: 30 }] },
    });
  });

  it('fits no linear detector without enough pictures of the wrong sort', () => {
    const few = { ...options, wrongSort: drawWrongSort(3) };
    const { fitted, heldOut, notFitted } = calibrateModel(drawn(200), few);
    expect(fitted.outliers?.detector.parts.wrongSort).toBeNull();
    expect(heldOut.outliers?.wrongSort).toBeNull();
    expect(heldOut.verdicts.wrongSort).toBeNull();
    expect(notFitted).toEqual([{ code: 'fewWrongSort', needed: 20, images: 3 }]);
  });

  const answers = drawn(200);
  it.each<[string, LabelledAnswers, number, RegExp]>([
    ['99 images', drawn(99), 0.9, /at least 100 labelled images .*; there are 99/],
    [
      'a class without an image',
      { ...answers, labels: answers.labels.map((label) => Math.min(label, 1)) },
      0.9,
      /none of: class 2/,
    ],
    [
      'four patients',
      { ...answers, groups: answers.groups.map((group) => group % 4) },
      0.9,
      /at least 5 lesions or patients.*; there are 4/,
    ],
    [
      'a coverage that so few images do not bound without a fold',
      drawn(120),
      0.99,
      /coverage of 0\.99 needs at least 124 labelled images, to bound anything; there are 120/,
    ],
    ['a coverage of 1', answers, 1, /coverage: expected a share between 0 and 1, got 1/],
  ])('is refused for %s', (_, refused, coverage, message) => {
    expect(() => calibrateModel(refused, { ...options, coverage })).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(message) }),
    );
  });
});
