/**
 * The address at which a server bound to `host` is reached from the same machine, as gRPC writes it:
 * one that listens everywhere is reached by loopback, and IPv6 stands in brackets.
 */
export function addressOf(host: string, port: number): string {
  const reached = LOOPBACK_OF.get(host) ?? host;
  return reached.includes(':') ? `[${reached}]:${port}` : `${reached}:${port}`;
}

const LOOPBACK_OF: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);
