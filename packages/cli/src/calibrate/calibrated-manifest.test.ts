import { readFileSync } from 'node:fs';
import { type Int8Manifest, type ModelManifest, parseManifest } from '@slc/domain';
import { calibrateModel, evaluate, type LabelledAnswers, Random } from '@slc/evaluation';
import { describe, expect, it } from 'vitest';
import { manifestText } from '../written-model/manifest-text.js';
import { type CalibratedParts, calibratedManifest } from './calibrated-manifest.js';
import type { Fit } from './fit-protocol.js';

function shipped(id: string): ModelManifest {
  const path = new URL(`../../../models/${id}/manifest.json`, import.meta.url);
  return parseManifest(JSON.parse(readFileSync(path, 'utf8')));
}

const compact = shipped('compact-lite0');
const IMAGES = 210;
const LENGTH = 6;

/** Answers that are more often right than not, each class as often as the others. */
function drawn(): LabelledAnswers {
  const random = Random.seeded(5);
  const { labels: classes } = compact;
  const labels = Int32Array.from({ length: IMAGES }, (_, image) => image % classes.length);
  const logits = Float64Array.from({ length: IMAGES * classes.length }, (_, i) => {
    const isTrue = labels[Math.floor(i / classes.length)] === i % classes.length;
    return 6 * random.uniform() + (isTrue ? 2 : 0);
  });
  const data = Float32Array.from({ length: IMAGES * LENGTH }, () => random.uniform());
  return {
    classes,
    logits,
    labels,
    groups: labels.map((_, image) => image),
    embeddings: { data, length: LENGTH },
  };
}

function fitted(answers: LabelledAnswers): Fit {
  const calibration = calibrateModel(answers, { temperature: 1, coverage: 0.9 });
  const figures = (temperature: number) => evaluate(answers, { temperature, draws: 20 });
  return { calibration, before: figures(1), after: figures(calibration.fitted.temperature) };
}

const fit = fitted(drawn());
const parts: CalibratedParts = {
  calibratedOn: { dataset: 'A clinic’s', images: IMAGES, groups: IMAGES, sha256: null },
  fit,
  weightsFile: '../weights/compact-lite0.h5',
  oldFolder: '../model',
  outliersFile: { sizeBytes: 9, sha256: 'a'.repeat(64) },
};

const none = { accuracy: null, balancedAccuracy: null, nll: null, ece: null, malignantRocAuc: null };
const INT8: Int8Manifest = {
  temperature: { value: 0.75, fittedOn: null },
  ...{ ranges: { stem: [-1, 6] }, float: [], sha256: 'c'.repeat(64) },
  loss: { ...none, agreement: { value: 1, low: 1, high: 1 } },
};

describe('the manifest of a calibrated model', () => {
  const manifest = calibratedManifest(compact, parts);

  it('has what was fitted, and the rest as it was', () => {
    expect(manifest).toMatchObject({
      ...{ id: compact.id, labels: compact.labels, caveats: compact.caveats },
      source: { ...compact.source, kind: 'file', file: '../weights/compact-lite0.h5' },
      temperature: { value: fit.calibration.fitted.temperature },
      calibratedOn: parts.calibratedOn,
      predictionSet: { coverage: 0.9, heldOut: fit.calibration.heldOut.coverage },
      outliers: {
        ...{ file: 'outliers.bin', sizeBytes: 9 },
        heldOut: { genuine: { images: IMAGES }, wrongSort: null },
      },
    });
  });

  it('has limits that the image which set them is within', () => {
    const { threshold, classThresholds } = fit.calibration.fitted.predictionSet;
    const stored = manifest.predictionSet;
    expect(stored?.threshold).toBeGreaterThanOrEqual(threshold);
    expect(stored?.threshold).toBeLessThan(threshold + 1e-6);
    for (const [id, limit] of Object.entries(classThresholds)) {
      expect(stored?.classThresholds[id]).toBeGreaterThanOrEqual(Math.min(1, limit));
    }
  });

  it('appends the evaluation, and says at which temperature each was measured', () => {
    const [first, second, last] = manifest.evaluations;
    expect([first, second]).toEqual(
      compact.evaluations.map((evaluation) => ({
        ...evaluation,
        temperature: evaluation.temperature ?? compact.temperature.value,
      })),
    );
    expect(last).toMatchObject({ dataset: 'A clinic’s', images: IMAGES, splitBy: null });
    expect(last?.temperature).toBe(fit.calibration.fitted.temperature);
    expect(last?.malignantOperatingPoints).toHaveLength(6);
    const coverages = last?.riskCoverage?.map(({ coverage }) => coverage) ?? [];
    expect(coverages.length).toBeGreaterThan(15);
    expect(coverages.at(-1)).toBe(1);
  });

  it('says in each language what the temperature was fitted on', () => {
    const views = compact.preprocessing.views;
    expect(manifest.temperature.fittedOn).toBe(
      `210 images (A clinic’s), with ${views} views, by negative log-likelihood`,
    );
    expect(manifest.translations.es).toMatchObject({
      fittedOn: `210 imágenes (A clinic’s), con ${views} vistas, por log-verosimilitud negativa`,
      evaluationDatasets: [...(compact.translations.es?.evaluationDatasets ?? []), 'A clinic’s'],
    });
  });

  it('replaces an evaluation of the same data, whose name is already translated', () => {
    const [, held] = compact.evaluations;
    const dataset = held?.dataset ?? expect.fail('the compact model has two evaluations');
    const again = calibratedManifest(compact, {
      ...parts,
      calibratedOn: { ...parts.calibratedOn, dataset },
    });
    expect(again.evaluations).toHaveLength(2);
    expect(again.evaluations[1]).toMatchObject({ dataset, images: IMAGES, splitBy: held?.splitBy });
    const translated = compact.translations.es?.evaluationDatasets[1];
    expect(again.translations.es?.evaluationDatasets[1]).toBe(translated);
    expect(again.translations.es?.fittedOn).toContain(`(${translated})`);
  });

  it('replaces an evaluation of the same table that has another name', () => {
    const { sha256 = null } = compact.calibratedOn ?? {};
    const again = calibratedManifest(compact, { ...parts, calibratedOn: { ...parts.calibratedOn, sha256 } });
    expect(again.evaluations.map(({ dataset }) => dataset)).toEqual([
      compact.evaluations[0]?.dataset,
      'A clinic’s',
    ]);
  });

  it('keeps the Hub’s file, and a temperature that no fit is better than', () => {
    const full = shipped('efficientnetv2s-ham10000');
    const calibration = { ...fit.calibration, isTemperatureFitted: false };
    const kept = calibratedManifest(full, { ...parts, fit: { ...fit, calibration }, outliersFile: null });
    expect(kept.source).toEqual(full.source);
    expect(kept.temperature.fittedOn).toBe(full.temperature.fittedOn);
    expect(kept).not.toHaveProperty('outliers');
  });

  it('keeps what was measured at int8, but limits of outlier scores by another detector', () => {
    const ofDetector = (sha256: string) => {
      const outliers = { file: 'outliers.bin', sizeBytes: 9, sha256, unusableFrom: 1.5, heldOut: null };
      const int8 = { ...INT8, outliers };
      return calibratedManifest({ ...compact, precisions: { int8 } }, parts).precisions?.int8;
    };
    expect(ofDetector('a'.repeat(64))).toMatchObject({ ...INT8, outliers: { unusableFrom: 1.5 } });
    expect(ofDetector('b'.repeat(64))).toEqual(INT8);
  });

  it('is written with its lists of numbers on a line each, and reads as it was', () => {
    const text = manifestText(manifest);
    expect(parseManifest(JSON.parse(text))).toEqual(manifest);
    expect(text).toMatch(/^ {8}\[\d+(, \d+){6}\],$/m);
    expect(text).toMatch(/\}\n$/);
  });
});
