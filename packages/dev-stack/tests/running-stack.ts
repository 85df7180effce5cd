import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Classification } from '@slc/domain';
import { expect } from 'vitest';
// The engine processes are forked from built code.
import { type DevStack, envToDevStackConfig, startDevStack } from '../dist/index.js';

/** Settings of a stack that runs beside others: every port is a free one, and engines are as few and as soon warm as there can be. */
export const QUIET_ENV = {
  PORT: '0',
  GRPC_PORT: '0',
  WORKER_METRICS_PORT: '0',
  GATEWAY_METRICS_PORT: '0',
  LOG_LEVEL: 'silent',
  ENGINE_PROCESSES: '1',
  ENGINE_THREADS: '1',
  BATCH_MAX_SIZE: '4',
  // The default would be fetched from the Hub.
  MODEL: 'compact-lite0',
};

export const DRAWING_PATH = fileURLToPath(
  new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url),
);

/** A good JPEG of 600 x 450 pixels. */
export const DRAWING = readFileSync(DRAWING_PATH);

/** Both services on the compact model, which serves when this resolves. */
export async function startQuietStack(
  env: NodeJS.ProcessEnv = {},
): Promise<DevStack & { readonly base: string }> {
  const stack = await startDevStack(envToDevStackConfig({ ...QUIET_ENV, ...env }));
  await stack.ready;
  return { ...stack, base: `http://127.0.0.1:${stack.httpPort}` };
}

/** A form with these files in one field, under a name that tries to be markup. */
export function formWith(field: string, ...files: readonly Uint8Array[]): FormData {
  const form = new FormData();
  for (const file of files) {
    form.append(field, new Blob([Uint8Array.from(file)]), '<img src=x onerror=alert(1)>.jpg');
  }
  return form;
}

export async function classifyByJson(base: string): Promise<Classification> {
  const response = await fetch(`${base}/api/v1/classify`, {
    method: 'POST',
    body: formWith('image', DRAWING),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Classification;
}

/** Each class with its probability, in the order of the answer. */
export function probabilitiesOf({ predictions }: Pick<Classification, 'predictions'>): Map<string, number> {
  return new Map(predictions.map(({ class: id, probability }) => [id, probability]));
}
