import { isIP } from 'node:net';
import { AROUND_THE_IMAGE_BYTES, parseWorkerTarget } from '@slc/rpc';
import {
  readProcessSettings,
  readSettings,
  readWorkerTls,
  type SettingsReader,
  usableSettings,
} from '@slc/runtime';
import { parseBasePath } from './http/base-path.js';

export type GatewayConfig = ReturnType<typeof readGatewaySettings>['settings'];

const MEBIBYTE = 1024 * 1024;

/** @throws SettingsError listing every setting that cannot be used */
export function envToGatewayConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  return usableSettings(readGatewaySettings(env));
}

export function readGatewaySettings(env: NodeJS.ProcessEnv) {
  return readSettings(env, (settings) => {
    const uploadLimitBytes = settings.integer('UPLOAD_LIMIT_BYTES', 10 * MEBIBYTE, {
      min: 1024,
      max: 1024 * MEBIBYTE,
    });
    const config = {
      ...readProcessSettings(settings),
      host: settings.text('HTTP_HOST', '127.0.0.1'),
      port: settings.port('PORT', 8000),
      metricsPort: settings.port('GATEWAY_METRICS_PORT', 9465),
      workerAddress: readWorkerAddress(settings),
      /** Undefined: calls to the worker use no TLS. */
      workerTls: readWorkerTls(settings),
      authToken: settings.secret('AUTH_TOKEN'),
      uploadLimitBytes,
      /** What all uploads in flight together may hold in memory. */
      uploadBudgetBytes: settings.integer('UPLOAD_BUDGET_BYTES', defaultBudgetBytes(uploadLimitBytes), {
        min: 1024,
        max: 64 * 1024 * MEBIBYTE,
      }),
      /** From the last byte of an upload to its answer. */
      requestTimeoutMs: settings.integer('REQUEST_TIMEOUT_MS', 10_000, { min: 1, max: 600_000 }),
      /** The most images that may be with the workers at the same time. */
      workerCalls: settings.integer('WORKER_CALLS', 128, { min: 1, max: 100_000 }),
      /** For each client address; 0: no limit. */
      rateLimitPerMinute: settings.integer('RATE_LIMIT_PER_MINUTE', 0, { min: 0, max: 1_000_000 }),
      trustProxy: readTrustProxy(settings),
      /** Where a proxy mounts the gateway; empty: at the root. */
      basePath: readBasePath(settings),
      /** Origins whose pages may use the JSON API. */
      corsOrigins: readOrigins(settings),
    };
    if (config.uploadBudgetBytes < config.uploadLimitBytes + AROUND_THE_IMAGE_BYTES) {
      settings.refuse(
        `UPLOAD_BUDGET_BYTES and UPLOAD_LIMIT_BYTES: expected a budget that holds one upload and ${AROUND_THE_IMAGE_BYTES} bytes around it, got ${config.uploadBudgetBytes} for ${config.uploadLimitBytes}`,
      );
    }
    if (config.port !== 0 && config.port === config.metricsPort) {
      settings.refuse(`PORT and GATEWAY_METRICS_PORT: expected two ports, got ${config.port} for both`);
    }
    return config;
  });
}

/** `host:port`, or another target that gRPC understands: dns:, ipv4:, ipv6:, unix:. */
function readWorkerAddress(settings: SettingsReader): string {
  const address = settings.text('WORKER_ADDRESS', '127.0.0.1:50051');
  if (parseWorkerTarget(address) === null) {
    settings.refuse(
      `WORKER_ADDRESS: expected host:port, such as 127.0.0.1:50051 or dns:///worker:50051, got ${JSON.stringify(address)}`,
    );
  }
  return address;
}

/** Room for many ordinary images, or for a few of the largest. */
function defaultBudgetBytes(uploadLimitBytes: number): number {
  return Math.max(128 * MEBIBYTE, 2 * (uploadLimitBytes + AROUND_THE_IMAGE_BYTES));
}

/**
 * Which proxies' X-Forwarded-For is believed: none, this number of them in front, or those with these addresses. Trusting
 * every client is refused: each could then choose the address that the rate limit sees.
 */
function readTrustProxy(settings: SettingsReader): false | number | readonly string[] {
  const value = settings.text('TRUST_PROXY', 'off').toLowerCase();
  if (['off', 'false', 'no', '0'].includes(value)) return false;
  if (/^\d{1,2}$/.test(value)) return Number(value);
  const parts = value.split(',').map((part) => part.trim());
  if (parts.every(isNetwork)) return parts;
  settings.refuse(
    'TRUST_PROXY: expected off, the number of proxies in front, or a list of loopback, linklocal, uniquelocal, addresses and networks such as 10.0.0.0/8',
  );
  return false;
}

function readBasePath(settings: SettingsReader): string {
  const value = settings.text('BASE_PATH', '/');
  const path = parseBasePath(value);
  if (path === null) {
    const got = JSON.stringify(value.slice(0, 60));
    settings.refuse(
      `BASE_PATH: expected a path such as /derm, of letters, digits and . _ ~ -, that is not one of the gateway's own, got ${got}`,
    );
  }
  return path ?? '';
}

function readOrigins(settings: SettingsReader): readonly string[] {
  const parts = settings.optionalText('CORS_ORIGINS')?.split(',') ?? [];
  const origins = parts.map((part) => part.trim()).filter((part) => part !== '');
  const others = origins.filter((origin) => !isOrigin(origin));
  if (others.length > 0) {
    const got = others.map((other) => JSON.stringify(other.slice(0, 60))).join(', ');
    settings.refuse(
      `CORS_ORIGINS: expected exact origins such as https://clinic.example, without a path and separated by commas, got ${got}`,
    );
  }
  return [...new Set(origins)];
}

/** As browsers write it in the header Origin. */
function isOrigin(text: string): boolean {
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isNetwork(part: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(part)) return true;
  const [address = '', bits, ...rest] = part.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
