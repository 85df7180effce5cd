import type { ModelInfo } from '@slc/domain';
import { expect, it } from 'vitest';
import { STATUS } from './browser/example-service.js';
import { ANSWER, startWith } from './running-gateway.js';

it('the worker describes a model once for all its answers, and again for another model', async () => {
  let info: ModelInfo = STATUS.standIn;
  let asked = 0;
  const classify = async () => {
    const { classification } = ANSWER;
    return { ...ANSWER, classification: { ...classification, model: info.model ?? classification.model } };
  };
  const service = await startWith(classify, {}, () => {
    asked += 1;
    return info;
  });
  try {
    const resultPage = async () => {
      const form = new FormData();
      form.append('image', new Blob(['bytes']), 'image');
      return (await fetch(`${service.base}/classify`, { method: 'POST', body: form })).text();
    };
    for (const _ of [1, 2, 3]) expect(await resultPage()).toContain('The model that answered');
    expect(asked).toBe(1);
    info = STATUS.ready;
    for (const _ of [1, 2]) expect(await resultPage()).toContain('Full model (EfficientNetV2S, HAM10000)');
    expect(asked).toBe(2);
  } finally {
    await service.close();
  }
});
