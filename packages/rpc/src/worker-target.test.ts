import { expect, test } from 'vitest';
import { parseWorkerTarget } from './worker-target.js';

test.each([
  ['worker:50051', { name: 'worker', port: 50_051 }],
  ['dns:///worker.example:1', { name: 'worker.example', port: 1 }],
  ['dns:10.0.0.7:65535', { name: '10.0.0.7', port: 65_535 }],
  ['[::1]:50051', { name: '::1', port: 50_051 }],
  ['unix:/run/worker.sock', null],
  ['ipv4:10.0.0.7:50051,10.0.0.8:50051', null],
])('reads %s', (address, host) => {
  expect(parseWorkerTarget(address)).toEqual({ address, host });
});

test.each([
  'worker',
  'worker:0',
  'worker:65536',
  ':50051',
  'http://worker:50051',
  '::1:50051',
  'a b:1',
  'unix:',
])('takes %s for none', (address) => {
  expect(parseWorkerTarget(address)).toBeNull();
});
