import { SettingsError } from '@slc/runtime';
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

describe('TRUST_PROXY', () => {
  it.each([
    ['off', false],
    ['2', 2],
    ['loopback, 10.0.0.0/8', ['loopback', '10.0.0.0/8']],
    ['fd00::/8', ['fd00::/8']],
  ])('may be %s', (value, expected) => {
    expect(envToGatewayConfig({ TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });

  it.each(['yes', '10.0.0.0/40', 'proxy.example', '*'])('may not be %s', (value) => {
    expect(() => envToGatewayConfig({ TRUST_PROXY: value })).toThrow(/TRUST_PROXY: expected off/);
  });
});

describe('BASE_PATH', () => {
  it.each([
    ['/', ''],
    ['/derm', '/derm'],
    ['/derm/', '/derm'],
    ['/clinic_2/derm.v1', '/clinic_2/derm.v1'],
  ])('may be %s', (value, expected) => {
    expect(envToGatewayConfig({ BASE_PATH: value }).basePath).toBe(expected);
  });

  it.each([
    'derm',
    '//derm',
    '/a//b',
    '/a b',
    '/../etc',
    '/d%65rm',
    '/<script>',
    '/api',
    '/es/derm',
    'http://a/b',
  ])('may not be %s', (value) => {
    expect(() => envToGatewayConfig({ BASE_PATH: value })).toThrow(/BASE_PATH: expected a path such as/);
  });
});

describe('CORS_ORIGINS', () => {
  it('are exact origins, each once', () => {
    const value = 'https://clinic.example, http://localhost:3000,https://clinic.example';
    expect(envToGatewayConfig({ CORS_ORIGINS: value }).corsOrigins).toEqual([
      'https://clinic.example',
      'http://localhost:3000',
    ]);
    expect(envToGatewayConfig({}).corsOrigins).toEqual([]);
  });

  it.each([
    '*',
    'null',
    'clinic.example',
    'https://clinic.example/',
    'https://*.example',
    'https://A.example',
    'file:///a',
    'https://a:443',
  ])('may not be %s', (value) => {
    expect(() => envToGatewayConfig({ CORS_ORIGINS: value })).toThrow(/CORS_ORIGINS: expected exact origins/);
  });

  it('that cannot be used are named together, in one line', () => {
    const value = `*, https://clinic.example, clinic.example, ${'x'.repeat(100)}`;
    expect(() => envToGatewayConfig({ CORS_ORIGINS: value })).toThrow(
      `CORS_ORIGINS: expected exact origins such as https://clinic.example, without a path and separated by commas, got "*", "clinic.example", "${'x'.repeat(60)}"`,
    );
  });
});

describe('settings', () => {
  it('are refused all at once, contradictions too', () => {
    const bad = {
      UPLOAD_BUDGET_BYTES: '2048',
      WORKER_TLS_CERT: '/nowhere/cert.pem',
      RATE_LIMIT_PER_MINUTE: '-1',
      TRUST_PROXY: 'true',
    };
    expect(() => envToGatewayConfig(bad)).toThrow(SettingsError);
    try {
      envToGatewayConfig(bad);
    } catch (error) {
      const names = (error as SettingsError).problems.map((problem) => problem.split(':')[0]);
      expect(names.toSorted()).toEqual([
        'RATE_LIMIT_PER_MINUTE',
        'TRUST_PROXY',
        'UPLOAD_BUDGET_BYTES and UPLOAD_LIMIT_BYTES',
        'WORKER_TLS_CERT',
        'WORKER_TLS_KEY',
      ]);
    }
  });
});
