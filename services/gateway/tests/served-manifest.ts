import { type Classification, type ModelManifest, NOTICE, rank } from '@slc/domain';
import { expect } from 'vitest';
import { serving } from './example-models.js';
import { CLEAR } from './running-gateway.js';
import { image, start } from './test-gateway.js';

/**
 * The gateway in front of a model with these labels whose logits fall from the first class to the last.
 *
 * @param changes of its answers
 */
export function startModel(manifest: ModelManifest, changes: Partial<Classification> = {}) {
  const described = serving(manifest);
  const info = { ...described, model: changes.model ?? described.model };
  const logits = manifest.labels.map((_, index) => -index / 10);
  const classification = {
    ...rank(logits, manifest.labels, 1),
    assessment: CLEAR,
    temperature: 1,
    model: info.model,
    engine: 'onnx',
    image: { format: 'jpeg', width: 64, height: 64 },
    timingsMs: { queue: 1, decode: 2, inference: 3, total: 6 },
    notice: NOTICE,
    ...changes,
  } as const;
  return start(
    async () => ({ classification, preview: null }),
    {},
    () => info,
  );
}

export async function resultPage(base: string, language: 'en' | 'es'): Promise<string> {
  const form = new FormData();
  form.append('image', new Blob([Uint8Array.from(image)]), 'image');
  const page = await fetch(`${base}/${language}/classify`, { method: 'POST', body: form });
  expect(page.status).toBe(200);
  return page.text();
}

export async function answer(base: string) {
  const response = await fetch(`${base}/api/v1/classify`, {
    method: 'POST',
    body: Uint8Array.from(image),
    headers: { 'content-type': 'image/jpeg' },
  });
  return response.json();
}

export const modelPage = async (base: string, language: string) =>
  (await fetch(`${base}/${language}/model-info`)).text();
