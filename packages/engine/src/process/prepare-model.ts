import { askHost } from './ask-host.js';
import type { RequestLimits } from './host-process.js';

export interface PrepareModelOptions extends RequestLimits {
  /** An `EngineModule`; a child process of this call imports it. */
  readonly moduleUrl: URL;
  readonly compiledModelPath: string;
}

/**
 * Has an engine bring a compiled model into the form that it opens best on this machine, in a process of its own.
 *
 * @returns the path to open
 * @throws as `askHost`
 */
export async function prepareModel(options: PrepareModelOptions): Promise<string> {
  const { moduleUrl, compiledModelPath, ...limits } = options;
  const request = { kind: 'prepare', moduleUrl: moduleUrl.href, compiledModelPath } as const;
  const { path } = await askHost(request, 'prepared', limits);
  return path;
}
