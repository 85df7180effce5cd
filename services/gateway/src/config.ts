import { type ProcessSettings, readProcessSettings, readSettings } from '@slc/runtime';

export interface GatewayConfig extends ProcessSettings {
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  /** `host:port` of the worker. */
  readonly workerAddress: string;
  readonly uploadLimitBytes: number;
  /** From the last byte of an upload to its answer. */
  readonly requestTimeoutMs: number;
}

const MEBIBYTE = 1024 * 1024;

/** @throws SettingsError listing every setting that cannot be used */
export function envToGatewayConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  return readSettings(env, (settings) => {
    const config: GatewayConfig = {
      ...readProcessSettings(settings),
      host: settings.text('HTTP_HOST', '127.0.0.1'),
      port: settings.port('PORT', 8000),
      metricsPort: settings.port('GATEWAY_METRICS_PORT', 9465),
      workerAddress: settings.text('WORKER_ADDRESS', '127.0.0.1:50051'),
      uploadLimitBytes: settings.integer('UPLOAD_LIMIT_BYTES', 10 * MEBIBYTE, {
        min: 1024,
        max: 1024 * MEBIBYTE,
      }),
      requestTimeoutMs: settings.integer('REQUEST_TIMEOUT_MS', 10_000, { min: 1, max: 600_000 }),
    };
    if (config.port !== 0 && config.port === config.metricsPort) {
      settings.refuse(`GATEWAY_METRICS_PORT: expected another port than PORT, both are ${config.port}`);
    }
    return config;
  });
}
