import { throwIfAborted } from '@slc/domain';
import { HostProcess, type RequestLimits } from './host-process.js';
import { failureOf } from './host-protocol.js';

export interface PrepareModelOptions extends RequestLimits {
  /** An `EngineModule`; a child process of this call imports it. */
  readonly moduleUrl: URL;
  readonly compiledModelPath: string;
}

/**
 * Has an engine bring a compiled model into the form that it opens best on this machine, in a process that ends with the
 * answer and takes its memory with it.
 *
 * @returns the path to open
 * @throws Error in the engine's words; SlcError as `HostProcess.request`
 */
export async function prepareModel(options: PrepareModelOptions): Promise<string> {
  const { moduleUrl, compiledModelPath, ...limits } = options;
  throwIfAborted(limits.signal);
  const host = new HostProcess();
  try {
    const reply = await host.request(
      { kind: 'prepare', moduleUrl: moduleUrl.href, compiledModelPath },
      limits,
    );
    if (reply.kind === 'prepared') return reply.path;
    throw new Error(failureOf(reply));
  } finally {
    await host.close();
  }
}
