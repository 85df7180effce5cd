import { addressProblems } from '@slc/runtime';
import type { GatewayConfig } from './config.js';

/** What only the machine shows of these settings, each in one line that names its setting. Nothing stays open. */
export async function findGatewayStartProblems(config: GatewayConfig): Promise<readonly string[]> {
  const { host, port, metricsPort } = config;
  const hostSetting = 'HTTP_HOST';
  return await addressProblems([
    { host, hostSetting, port, portSetting: 'PORT' },
    { host, hostSetting, port: metricsPort, portSetting: 'GATEWAY_METRICS_PORT' },
  ]);
}
