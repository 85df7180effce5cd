import { envToGatewayConfig, findGatewayStartProblems, type GatewayConfig } from '@slc/gateway';
import { SettingsError } from '@slc/runtime';
import { envToWorkerConfig, findWorkerStartProblems, type WorkerConfig } from '@slc/worker';
import { addressOf } from './worker-address.js';

export interface DevStackConfig {
  readonly worker: WorkerConfig;
  readonly gateway: GatewayConfig;
}

/** @throws SettingsError listing what neither service can use, each problem once */
export function envToDevStackConfig(env: NodeJS.ProcessEnv): DevStackConfig {
  const problems = new Set<string>();
  // The one default that differs: on a laptop the product should serve from the first second.
  const MODEL_FALLBACK = env.MODEL_FALLBACK?.trim() || 'compact';
  // npm runs scripts from the package's root; file names are relative to where it was called.
  const baseDirectory = env.INIT_CWD || process.cwd();
  const worker = collect(problems, () => envToWorkerConfig({ ...env, MODEL_FALLBACK }, baseDirectory));
  const gateway = collect(problems, () => envToGatewayConfig(env));
  if (worker && gateway) {
    for (const problem of contradictions(worker, gateway, env)) problems.add(problem);
    if (problems.size === 0) return { worker, gateway };
  }
  throw new SettingsError([...problems]);
}

/** What only the machine shows of these settings, of both services before either listens. */
export async function findStartProblems({ worker, gateway }: DevStackConfig): Promise<readonly string[]> {
  const problems = await Promise.all([findWorkerStartProblems(worker), findGatewayStartProblems(gateway)]);
  return problems.flat();
}

function collect<T>(problems: Set<string>, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems) problems.add(problem);
    return undefined;
  }
}

/** Settings that each service could use alone, and not with the other. */
function contradictions(
  worker: WorkerConfig,
  gateway: GatewayConfig,
  env: NodeJS.ProcessEnv,
): readonly string[] {
  const problems = sharedPorts({
    PORT: gateway.port,
    GATEWAY_METRICS_PORT: gateway.metricsPort,
    GRPC_PORT: worker.grpcPort,
    WORKER_METRICS_PORT: worker.metricsPort,
  });
  const ownAddress = addressOf(worker.host, worker.grpcPort);
  if (env.WORKER_ADDRESS?.trim() && gateway.workerAddress !== ownAddress) {
    problems.push(
      `WORKER_ADDRESS: expected ${ownAddress}, where the worker that starts beside the gateway listens, got ${gateway.workerAddress}`,
    );
  }
  const { imageLimitBytes } = worker.classifier;
  if (gateway.uploadLimitBytes > imageLimitBytes) {
    problems.push(
      `UPLOAD_LIMIT_BYTES: expected at most IMAGE_LIMIT_BYTES (${imageLimitBytes}), got ${gateway.uploadLimitBytes}`,
    );
  }
  if (worker.tls && !gateway.workerTls) {
    problems.push('WORKER_TLS_CA: expected the authority of GRPC_TLS_CERT, it is not set');
  }
  if (!worker.tls && gateway.workerTls) {
    problems.push('GRPC_TLS_CERT: expected a certificate beside WORKER_TLS_CA, it is not set');
  }
  if (worker.tls?.clientCa && gateway.workerTls && !gateway.workerTls.identity) {
    problems.push('WORKER_TLS_CERT: expected a certificate for GRPC_TLS_CLIENT_CA, it is not set');
  }
  return problems;
}

/** Each port that several settings name; 0 is another free one each time. */
function sharedPorts(ports: Readonly<Record<string, number>>): string[] {
  const namesOf = new Map<number, string[]>();
  for (const [name, port] of Object.entries(ports)) {
    if (port !== 0) namesOf.set(port, [...(namesOf.get(port) ?? []), name]);
  }
  return [...namesOf]
    .filter(([, names]) => names.length > 1)
    .map(([port, names]) => `${names.join(' and ')}: expected different ports, got ${port} for each`);
}
