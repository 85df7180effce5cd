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
  if (worker && gateway) return { worker, gateway };
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
