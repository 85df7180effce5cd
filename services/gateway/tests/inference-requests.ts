import { expect } from 'vitest';
import { MODEL } from './inference-worker.js';

export async function json(url: string, init?: RequestInit) {
  const response = await fetch(url, init);
  const { status, headers } = response;
  expect(headers.get('content-type')).toBe('application/json');
  return { status, headers, body: await response.json() };
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');
export const image = { name: 'image', datatype: 'BYTES', shape: [1] };
export const inJson = { inputs: [{ ...image, data: [base64('one')] }] };

/** The elements of a BYTES tensor, each after its length. */
export const packed = (...texts: readonly string[]) =>
  Buffer.concat(texts.flatMap((text) => [Buffer.from([text.length, 0, 0, 0]), Buffer.from(text)]));

export function infer(
  base: string,
  body: Buffer | string,
  headers: Record<string, string> = {},
  model = MODEL,
) {
  return fetch(`${base}/v2/models/${model}/infer`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : Uint8Array.from(body),
  });
}

/** JSON and a binary tensor in one body, as Triton's client sends them: without a content type. */
export function withBinary(request: object, tensor: Buffer) {
  const head = Buffer.from(JSON.stringify(request));
  return {
    body: Buffer.concat([head, tensor]),
    headers: { 'Inference-Header-Content-Length': String(head.length) },
  };
}

export const twoImages = () => {
  const tensor = packed('one', 'two');
  return withBinary(
    {
      id: 'seven',
      parameters: { binary_data_output: true },
      inputs: [{ ...image, shape: [2], parameters: { binary_data_size: tensor.length } }],
    },
    tensor,
  );
};
