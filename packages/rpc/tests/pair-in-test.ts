import { afterEach } from 'vitest';
import { startPair } from './examples.js';

export const call = { timeoutMs: 5_000 };
export const image = Buffer.from('an image');

/** The headers of a call that is made by hand. */
export const METHOD = {
  ':method': 'POST',
  ':path': '/classifier.v1.Classifier/Classify',
  'content-type': 'application/grpc',
  te: 'trailers',
};

let pair: Awaited<ReturnType<typeof startPair>> | undefined;
afterEach(() => pair?.close());

/** A server and its client, which are closed after the test. */
export async function start(...options: Parameters<typeof startPair>) {
  pair = await startPair(...options);
  return pair;
}
