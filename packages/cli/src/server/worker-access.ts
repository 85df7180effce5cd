import { SlcError } from '@slc/domain';
import { readSettings, readWorkerTls } from '@slc/runtime/light';

/**
 * How workers that run are reached: by the gateway's settings.
 *
 * @throws SlcError `invalid_request` listing the settings that cannot be used
 */
export function readWorkerAccess(env: NodeJS.ProcessEnv) {
  const { settings, problems } = readSettings(env, (reader) => ({
    tls: readWorkerTls(reader),
    authToken: reader.secret('AUTH_TOKEN'),
  }));
  if (problems.length > 0) throw new SlcError('invalid_request', problems.join('\n'));
  return settings;
}

export type WorkerAccess = ReturnType<typeof readWorkerAccess>;
