import {
  type Assessment,
  type Classification,
  LABEL_SETS,
  type LesionClass,
  unknownClass,
} from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { createWorkerMetrics } from './metrics.js';

type Served = Parameters<ReturnType<typeof createWorkerMetrics>['modelServed']>[0];

// Only what the metrics read.
const served = (labels: readonly LesionClass[]) =>
  ({
    model: { id: 'm', revision: '1', sha256: '0' },
    engine: 'onnx',
    manifest: { labels },
  }) as unknown as Served;
const answer = (topClass: string, assessment: Partial<Assessment> = {}) =>
  ({
    topClass,
    assessment: { verdict: 'clear', outlier: null, ...assessment },
    timingsMs: { queue: 0, decode: 0, inference: 0, total: 0 },
  }) as unknown as Classification;

describe('answers by top class', () => {
  const metrics = createWorkerMetrics();
  async function counts(): Promise<Record<string, string>> {
    const text = await metrics.registry.getSingleMetricAsString('classifier_predictions_total');
    const lines = text.matchAll(/^classifier_predictions_total\{class="(.+)"\} (\d+)$/gm);
    return Object.fromEntries([...lines].map(([, name, count]) => [name, count]));
  }

  it('begin at zero for each class of the model that serves', async () => {
    expect(await counts()).toEqual({});
    metrics.modelServed(served(LABEL_SETS['benign-malignant']));
    expect(await counts()).toEqual({ benign: '0', malignant: '0' });
  });

  it('have no more than a hundred names, however many classes there are', async () => {
    const labels = Array.from({ length: 300 }, (_, i) => unknownClass(i));
    metrics.modelServed(served(labels));
    for (const { id } of labels) metrics.requestAnswered(answer(id));
    const counted = await counts();
    expect(Object.keys(counted)).toHaveLength(101);
    expect(counted).toMatchObject({ c0: '1', c99: '1', other: '200' });
  });

  it('go on where the next model has the same class', async () => {
    metrics.modelServed(served([unknownClass(0), unknownClass(500)]));
    expect(await counts()).toEqual({ c0: '1', c500: '0', other: '200' });
  });
});

describe('answers by how far they may be believed', () => {
  const metrics = createWorkerMetrics();
  const lines = async (name: string) =>
    (await metrics.registry.getSingleMetricAsString(name))
      .split('\n')
      .filter((line) => !line.startsWith('#'));

  it('begin at zero for each verdict', async () => {
    expect(await lines('classifier_verdicts_total')).toEqual([
      'classifier_verdicts_total{verdict="clear"} 0',
      'classifier_verdicts_total{verdict="undecided"} 0',
      'classifier_verdicts_total{verdict="unusable"} 0',
    ]);
  });

  it('are counted, and their outlier scores where there are limits', async () => {
    const outlier = (score: number) => ({ outlier: { score, unusableFrom: 1.7 } });
    metrics.requestAnswered(answer('c0'));
    metrics.requestAnswered(answer('c0', outlier(1)));
    metrics.requestAnswered(answer('c0', { verdict: 'undecided', ...outlier(1.05) }));
    metrics.requestAnswered(answer('c0', { verdict: 'unusable', ...outlier(9) }));
    expect(await lines('classifier_verdicts_total')).toEqual([
      'classifier_verdicts_total{verdict="clear"} 2',
      'classifier_verdicts_total{verdict="undecided"} 1',
      'classifier_verdicts_total{verdict="unusable"} 1',
    ]);
    expect(await lines('classifier_outlier_score')).toEqual(
      expect.arrayContaining([
        'classifier_outlier_score_bucket{le="0.9"} 0',
        'classifier_outlier_score_bucket{le="1"} 1',
        'classifier_outlier_score_bucket{le="1.1"} 2',
        'classifier_outlier_score_bucket{le="5"} 2',
        'classifier_outlier_score_count 3',
      ]),
    );
  });
});
