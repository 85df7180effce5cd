import { SlcError } from '@slc/domain';
import type { WorkerConfig } from '@slc/worker';

/**
 * What a worker with these settings would do. The worker is loaded only here: with it every command would take half as much
 * time again to start.
 *
 * @throws SlcError `invalid_request` listing the settings that cannot be used
 */
export async function workerSettings(env: NodeJS.ProcessEnv): Promise<WorkerConfig> {
  const { readWorkerSettings } = await import('@slc/worker');
  const { settings, problems } = readWorkerSettings(env);
  if (problems.length > 0) throw new SlcError('invalid_request', problems.join('\n'));
  return settings;
}
