import { SlcError } from '@slc/domain';
import { SettingsError } from '@slc/runtime';
import { envToWorkerConfig, type WorkerConfig } from '@slc/worker';

/**
 * What a worker with these settings would do.
 *
 * @throws SlcError `invalid_request` listing the settings that cannot be used
 */
export function workerSettings(env: NodeJS.ProcessEnv): WorkerConfig {
  try {
    return envToWorkerConfig(env);
  } catch (error) {
    if (error instanceof SettingsError) throw new SlcError('invalid_request', error.problems.join('\n'));
    throw error;
  }
}
