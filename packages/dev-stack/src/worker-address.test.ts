import { expect, it } from 'vitest';
import { addressOf } from './worker-address.js';

it.each([
  ['127.0.0.1', '127.0.0.1:50051'],
  ['0.0.0.0', '127.0.0.1:50051'],
  ['::', '[::1]:50051'],
  ['fd00::7', '[fd00::7]:50051'],
  ['worker.local', 'worker.local:50051'],
])('a worker bound to %s is reached at %s', (host, address) => {
  expect(addressOf(host, 50_051)).toBe(address);
});
