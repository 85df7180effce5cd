import { throwIfAborted } from '@slc/domain';
import { forkHost } from './host-process.js';
import { failureOf } from './host-protocol.js';
import { sendRequest } from './send-request.js';

export interface ProbeEngineOptions {
  /** An `EngineModule`; a child process of this call imports it. */
  readonly moduleUrl: URL;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks an engine, in a process that ends with the answer, whether it works on this machine.
 *
 * @returns what it runs on, in words
 * @throws Error saying what is missing and how to get it; SlcError `cancelled` from the signal
 */
export async function probeEngine({ moduleUrl, timeoutMs, signal }: ProbeEngineOptions): Promise<string> {
  throwIfAborted(signal);
  const host = forkHost();
  try {
    const request = { kind: 'probe', moduleUrl: moduleUrl.href } as const;
    const reply = await sendRequest(host, request, { timeoutMs, signal });
    if (reply.kind === 'probed') return reply.device;
    throw new Error(failureOf(reply));
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  } finally {
    await host.close();
  }
}
