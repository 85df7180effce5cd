import { SlcError } from '@slc/domain';
import { SettingsError } from '@slc/runtime';
import type { WorkerConfig } from '@slc/worker';

/**
 * What a worker with these settings would do. The worker is loaded only here: with it every command would take half as much
 * time again to start.
 *
 * @throws SlcError `invalid_request` listing the settings that cannot be used
 */
export async function workerSettings(env: NodeJS.ProcessEnv): Promise<WorkerConfig> {
  const { envToWorkerConfig } = await import('@slc/worker');
  try {
    return envToWorkerConfig(env);
  } catch (error) {
    if (error instanceof SettingsError) throw new SlcError('invalid_request', error.problems.join('\n'));
    throw error;
  }
}
