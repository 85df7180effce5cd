import { envToGatewayConfig, type GatewayConfig } from '@slc/gateway';
import { SettingsError } from '@slc/runtime';
import { envToWorkerConfig, type WorkerConfig } from '@slc/worker';

export interface DevStackConfig {
  readonly worker: WorkerConfig;
  readonly gateway: GatewayConfig;
}

/** @throws SettingsError listing what neither service can use, each problem once */
export function envToDevStackConfig(env: NodeJS.ProcessEnv): DevStackConfig {
  const problems = new Set<string>();
  const worker = collect(problems, () => envToWorkerConfig(env));
  const gateway = collect(problems, () => envToGatewayConfig(env));
  if (worker && gateway) {
    for (const problem of contradictions(worker, gateway)) problems.add(problem);
    if (problems.size === 0) return { worker, gateway };
  }
  throw new SettingsError([...problems]);
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

/** What each service could use alone, and not with the other. */
function contradictions(worker: WorkerConfig, gateway: GatewayConfig): readonly string[] {
  const problems: string[] = [];
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
