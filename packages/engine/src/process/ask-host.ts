import { throwIfAborted } from '@slc/domain';
import { HostProcess, type RequestLimits } from './host-process.js';
import { failureOf, type HostReply, type HostRequest } from './host-protocol.js';

/**
 * Has an engine process do one thing. It ends with the answer, and takes its memory with it.
 *
 * @param expected the kind of reply that answers the request
 * @throws Error in the engine's words where it fails; SlcError as `HostProcess.request`
 */
export async function askHost<Kind extends HostReply['kind']>(
  request: HostRequest,
  expected: Kind,
  limits: RequestLimits,
): Promise<Extract<HostReply, { kind: Kind }>> {
  throwIfAborted(limits.signal);
  const host = new HostProcess();
  try {
    const reply = await host.request(request, limits);
    if (isOfKind(reply, expected)) return reply;
    throw new Error(failureOf(reply));
  } finally {
    await host.close();
  }
}

function isOfKind<Kind extends HostReply['kind']>(
  reply: HostReply,
  kind: Kind,
): reply is Extract<HostReply, { kind: Kind }> {
  return reply.kind === kind;
}
