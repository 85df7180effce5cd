import { type Classification, LABEL_SETS, type LesionClass, unknownClass } from '@slc/domain';
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
const answer = (topClass: string) =>
  ({ topClass, timingsMs: { queue: 0, decode: 0, inference: 0, total: 0 } }) as unknown as Classification;

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
