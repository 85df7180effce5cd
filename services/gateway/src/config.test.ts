import { describe, expect, it } from 'vitest';
import { envToGatewayConfig } from './config.js';

describe('WORKER_ADDRESS', () => {
  it.each([
    '127.0.0.1:50051',
    '[::1]:50051',
    'worker:50051',
    'dns:///worker.default.svc:50051',
    'dns:worker:50051',
    'ipv4:10.0.0.1:50051,10.0.0.2:50051',
    'unix:/run/worker.sock',
  ])('may be %s', (address) => {
    expect(envToGatewayConfig({ WORKER_ADDRESS: address }).workerAddress).toBe(address);
  });

  it.each(['::::', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:99999', 'http://worker:50051', 'a b:50051'])(
    'may not be %s',
    (address) => {
      expect(() => envToGatewayConfig({ WORKER_ADDRESS: address })).toThrow(
        /WORKER_ADDRESS: expected host:port/,
      );
    },
  );
});
