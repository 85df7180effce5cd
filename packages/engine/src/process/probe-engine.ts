import type { EngineDevice } from '../engine.js';
import { askHost } from './ask-host.js';
import type { RequestLimits } from './host-process.js';

export interface ProbeEngineOptions extends RequestLimits {
  /** An `EngineModule`; a child process of this call imports it. */
  readonly moduleUrl: URL;
}

/**
 * Asks an engine, in a process of its own, whether it works on this machine.
 *
 * @returns what it runs on
 * @throws Error saying what is missing and how to get it; SlcError as `askHost`
 */
export async function probeEngine({ moduleUrl, ...limits }: ProbeEngineOptions): Promise<EngineDevice> {
  const { device } = await askHost({ kind: 'probe', moduleUrl: moduleUrl.href }, 'probed', limits);
  return device;
}
