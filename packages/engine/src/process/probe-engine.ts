import { throwIfAborted } from '@slc/domain';
import type { EngineDevice } from '../engine.js';
import { HostProcess, type RequestLimits } from './host-process.js';
import { failureOf } from './host-protocol.js';

export interface ProbeEngineOptions extends RequestLimits {
  /** An `EngineModule`; a child process of this call imports it. */
  readonly moduleUrl: URL;
}

/**
 * Asks an engine, in a process that ends with the answer, whether it works on this machine.
 *
 * @returns what it runs on
 * @throws Error saying what is missing and how to get it; SlcError `cancelled` from the signal
 */
export async function probeEngine({ moduleUrl, ...limits }: ProbeEngineOptions): Promise<EngineDevice> {
  throwIfAborted(limits.signal);
  const host = new HostProcess();
  try {
    const reply = await host.request({ kind: 'probe', moduleUrl: moduleUrl.href }, limits);
    if (reply.kind === 'probed') return reply.device;
    throw new Error(failureOf(reply));
  } catch (error) {
    throwIfAborted(limits.signal);
    throw error;
  } finally {
    await host.close();
  }
}
