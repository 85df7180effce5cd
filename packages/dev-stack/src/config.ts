import { findGatewayStartProblems, type GatewayConfig, readGatewaySettings } from '@slc/gateway';
import { type ReadSettings, settingsNamedBy, usableSettings } from '@slc/runtime';
import { findWorkerStartProblems, readWorkerSettings, type WorkerConfig } from '@slc/worker';
import { addressOf } from './worker-address.js';

export interface DevStackConfig {
  readonly worker: WorkerConfig;
  readonly gateway: GatewayConfig;
}

/** @throws SettingsError listing what neither service can use, each problem once */
export function envToDevStackConfig(env: NodeJS.ProcessEnv): DevStackConfig {
  return usableSettings(readDevStackSettings(env));
}

/** The settings of both services, with what contradicts itself between them. */
export function readDevStackSettings(env: NodeJS.ProcessEnv): ReadSettings<DevStackConfig> {
  // The one default that differs: on a laptop the product should serve from the first second.
  const MODEL_FALLBACK = env.MODEL_FALLBACK?.trim() || 'compact';
  // npm runs scripts from the package's root; file names are relative to where it was called.
  const baseDirectory = env.INIT_CWD || process.cwd();
  const worker = readWorkerSettings({ ...env, MODEL_FALLBACK }, baseDirectory);
  const gateway = readGatewaySettings(env);
  const settings = { worker: worker.settings, gateway: gateway.settings };
  const unusable = new Set([...worker.problems, ...gateway.problems]);
  const named = settingsNamedBy([...unusable]);
  // With the default in the place of a setting, nothing is known of how the real one fits.
  const problems = contradictions(settings, env).filter(
    ({ between }) => !between.some((name) => named.has(name)),
  );
  return { settings, problems: [...unusable, ...problems.map(({ problem }) => problem)] };
}

/** What only the machine shows of these settings, of both services before either listens. */
export async function findStartProblems({ worker, gateway }: DevStackConfig): Promise<readonly string[]> {
  const problems = await Promise.all([findWorkerStartProblems(worker), findGatewayStartProblems(gateway)]);
  return problems.flat();
}

interface Contradiction {
  /** The names of the settings that it follows from. */
  readonly between: readonly string[];
  readonly problem: string;
}

/** Settings that each service could use alone, and not with the other. */
function contradictions(
  { worker, gateway }: DevStackConfig,
  env: NodeJS.ProcessEnv,
): readonly Contradiction[] {
  const found = sharedPorts({
    PORT: gateway.port,
    GATEWAY_METRICS_PORT: gateway.metricsPort,
    GRPC_PORT: worker.grpcPort,
    WORKER_METRICS_PORT: worker.metricsPort,
  });
  const ownAddress = addressOf(worker.host, worker.grpcPort);
  if (env.WORKER_ADDRESS?.trim() && gateway.workerAddress !== ownAddress) {
    found.push({
      between: ['WORKER_ADDRESS', 'GRPC_HOST', 'GRPC_PORT'],
      problem: `WORKER_ADDRESS: expected ${ownAddress}, where the worker that starts beside the gateway listens, got ${gateway.workerAddress}`,
    });
  }
  const { imageLimitBytes } = worker.classifier;
  if (gateway.uploadLimitBytes > imageLimitBytes) {
    found.push({
      between: ['UPLOAD_LIMIT_BYTES', 'IMAGE_LIMIT_BYTES'],
      problem: `UPLOAD_LIMIT_BYTES: expected at most IMAGE_LIMIT_BYTES (${imageLimitBytes}), got ${gateway.uploadLimitBytes}`,
    });
  }
  const problem = tlsContradiction(worker.tls, gateway.workerTls);
  return problem === null ? found : [...found, { between: TLS_SETTINGS, problem }];
}

const TLS_SETTINGS = [
  'GRPC_TLS_CERT',
  'GRPC_TLS_KEY',
  'GRPC_TLS_CLIENT_CA',
  'WORKER_TLS_CA',
  'WORKER_TLS_CERT',
  'WORKER_TLS_KEY',
];

function tlsContradiction(server: WorkerConfig['tls'], client: GatewayConfig['workerTls']): string | null {
  if (server && !client) return 'WORKER_TLS_CA: expected the authority of GRPC_TLS_CERT, it is not set';
  if (!server && client) return 'GRPC_TLS_CERT: expected a certificate beside WORKER_TLS_CA, it is not set';
  if (server?.clientCa && !client?.identity) {
    return 'WORKER_TLS_CERT: expected a certificate for GRPC_TLS_CLIENT_CA, it is not set';
  }
  return null;
}

/** Each port that several settings name; 0 is another free one each time. */
function sharedPorts(ports: Readonly<Record<string, number>>): Contradiction[] {
  const namesOf = new Map<number, string[]>();
  for (const [name, port] of Object.entries(ports)) {
    if (port !== 0) namesOf.set(port, [...(namesOf.get(port) ?? []), name]);
  }
  return [...namesOf]
    .filter(([, names]) => names.length > 1)
    .map(([port, between]) => ({
      between,
      problem: `${between.join(' and ')}: expected different ports, got ${port} for each`,
    }));
}
